package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a living Pipeline has on a service and that uses another one now, be it on purpose or by a slip. It is judged as a whole:
 * what still waits in one buffer is to go on into the next.
 *
 * @param claimant the Pipeline as it is now; it may have been made anew under its name
 */
public record MovedStreams(PipelineRef claimant, List<StreamReport> streams) {

    public MovedStreams {
        streams = List.copyOf(streams);
    }

    static List<MovedStreams> among(ActualStreams holding, DesiredStreams demand, LivePipelines living) {
        Map<PipelineRef, List<StreamReport>> moved = new LinkedHashMap<>();
        holding.all().stream().sorted(Comparator.comparing(StreamReport::name)).forEach(stream -> StreamOwner.in(
                        stream.config())
                .flatMap(owner -> claimant(owner, demand, living))
                .filter(claimant -> !isAskedForOnBehalfOf(claimant, stream, demand))
                .ifPresent(claimant -> moved.computeIfAbsent(claimant, each -> new ArrayList<>())
                        .add(stream)));
        return moved.entrySet().stream()
                .map(each -> new MovedStreams(each.getKey(), each.getValue()))
                .toList();
    }

    /** Who has a stream of this owner now and uses another service than the one where it lies, or nothing. */
    static Optional<PipelineRef> claimant(StreamOwner owner, DesiredStreams demand, LivePipelines living) {
        Optional<PipelineRef> itself = living.claimant(owner.uid());
        return (living.lives(owner) ? itself : living.named(owner))
                .filter(claimant -> !claimant.deleting())
                .filter(claimant -> !demand.isUsedBy(claimant.owner().uid()));
    }

    /** The Pipeline of a ServingPipeline moves a moment after it. */
    private static boolean isAskedForOnBehalfOf(PipelineRef claimant, StreamReport stream, DesiredStreams demand) {
        return demand.wanted().stream()
                .anyMatch(wanted -> wanted.name().equals(stream.name())
                        && claimant.hasMade(wanted.claimant().owner()));
    }

    /** Whether nobody waits for anything in any buffer. What buckets hold is the progress of buffers. */
    public boolean drained() {
        return buffers().stream().allMatch(StreamReport::drained);
    }

    /** How many messages wait in the buffers. */
    public long unread() {
        return buffers().stream().mapToLong(StreamReport::unread).sum();
    }

    boolean has(String name) {
        return streams.stream().anyMatch(stream -> stream.name().equals(name));
    }

    List<StreamReport> buffers() {
        return streams.stream()
                .filter(stream -> !Unwanted.isBucket(stream.name()))
                .toList();
    }

    /** Since when it is noted that the other service has taken over; the same moment for all of them. */
    public Optional<Instant> since() {
        return streams.stream()
                .flatMap(stream -> StreamOwner.movedSince(stream.config()).stream())
                .min(Comparator.naturalOrder());
    }

    /** Those with which that does not stand, or another moment. */
    public List<String> unmarked() {
        return streams.stream()
                .filter(stream -> since().isEmpty()
                        || !StreamOwner.movedSince(stream.config()).equals(since()))
                .map(StreamReport::name)
                .toList();
    }

    boolean isSureWithout(Set<String> unsure) {
        return streams.stream().noneMatch(stream -> unsure.contains(stream.name()));
    }
}
