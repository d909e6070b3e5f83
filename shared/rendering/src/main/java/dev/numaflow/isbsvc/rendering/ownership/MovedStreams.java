package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All streams of a live Pipeline on a service that it no longer uses, on purpose or by mistake. They are decided on as a whole,
 * because messages in one buffer still move on into the next.
 *
 * @param pipeline the live Pipeline; it may have been recreated under its name
 */
public record MovedStreams(PipelineRef pipeline, List<StreamReport> streams) {

    public MovedStreams {
        streams = List.copyOf(streams);
    }

    static List<MovedStreams> among(ActualStreams actual, DesiredStreams desired, LivePipelines living) {
        Map<PipelineRef, List<StreamReport>> moved = new LinkedHashMap<>();
        actual.all().stream().sorted(Comparator.comparing(StreamReport::name)).forEach(stream -> StreamOwner.in(
                        stream.config())
                .flatMap(owner -> pipeline(owner, desired, living))
                .filter(pipeline -> !isAskedForOnBehalfOf(pipeline, stream, desired))
                .ifPresent(pipeline -> moved.computeIfAbsent(pipeline, each -> new ArrayList<>())
                        .add(stream)));
        return moved.entrySet().stream()
                .map(each -> new MovedStreams(each.getKey(), each.getValue()))
                .toList();
    }

    /** The live Pipeline of this owner, if it uses another service than the one that holds the stream. */
    static Optional<PipelineRef> pipeline(StreamOwner owner, DesiredStreams desired, LivePipelines living) {
        Optional<PipelineRef> itself = living.pipeline(owner.uid());
        return (living.lives(owner) ? itself : living.named(owner))
                .filter(pipeline -> !pipeline.deleting())
                .filter(pipeline -> !desired.isUsedBy(pipeline.owner().uid()));
    }

    /** The Pipeline of a ServingPipeline moves shortly after it. */
    private static boolean isAskedForOnBehalfOf(PipelineRef pipeline, StreamReport stream, DesiredStreams desired) {
        return desired.streams().stream()
                .anyMatch(each -> each.name().equals(stream.name())
                        && pipeline.hasMade(each.pipeline().owner()));
    }

    /** Whether no buffer has unread messages. Buckets hold only the progress of buffers. */
    public boolean drained() {
        return buffers().stream().allMatch(StreamReport::drained);
    }

    /** The number of unread messages in the buffers. */
    public long unread() {
        return StreamTotals.of(streams).unread();
    }

    List<StreamReport> buffers() {
        return streams.stream()
                .filter(stream -> !Unwanted.isBucket(stream.name()))
                .toList();
    }

    /** When the other service was recorded as having taken over; one time for all of the streams. */
    public Optional<Instant> since() {
        return streams.stream()
                .flatMap(stream -> StreamOwner.movedSince(stream.config()).stream())
                .min(Comparator.naturalOrder());
    }

    /** The streams without that time, or with another. */
    public List<String> unmarked() {
        Optional<Instant> since = since();
        return streams.stream()
                .filter(stream -> since.isEmpty()
                        || !StreamOwner.movedSince(stream.config()).equals(since))
                .map(StreamReport::name)
                .toList();
    }
}
