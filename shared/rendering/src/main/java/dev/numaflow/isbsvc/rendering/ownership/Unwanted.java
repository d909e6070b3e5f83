package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.BufferNames;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.BufferState.StreamState;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Kind;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.rendering.status.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A stream that a live Pipeline of this service no longer needs, because a vertex or edge was removed, or one of a deleted Pipeline.
 * It is deleted once drained, at the latest when a grace period is over that begins with a mark in the stream's metadata. The grace
 * period of a deleted Pipeline is lost with it, so Numaflow's default applies, from when it is first observed as deleted. A refused
 * Pipeline keeps all its streams; for one that uses another service now see {@link MovedStreams}.
 *
 * @param owner the Pipeline that it was created for
 * @param pipeline the same where it lives
 * @param isDue whether it is to be deleted, or marked with the time since when it is kept
 */
public record Unwanted(
        StreamReport left, StreamOwner owner, Optional<PipelineRef> pipeline, Kind kind, boolean isDue, Instant now)
        implements RemoveAction {

    /** How far the clock that set a mark may be ahead. */
    static final Duration SKEW = Duration.ofMinutes(1);

    /** One that is kept, unless the others show that it is to be deleted. */
    Unwanted(StreamReport left, StreamOwner owner, Optional<PipelineRef> pipeline, Instant now) {
        this(left, owner, pipeline, Kind.KEEP, false, now);
    }

    static List<Unwanted> among(ActualStreams actual, DesiredStreams desired, LivePipelines living, Instant now) {
        List<Unwanted> unwanted = new ArrayList<>();
        actual.all().stream()
                .sorted(Comparator.comparing(StreamReport::name))
                .forEach(stream -> StreamOwner.in(stream.config()).ifPresent(owner -> {
                    if (isOrphan(owner, desired, living) && !desired.asks(stream.name())) {
                        unwanted.add(new Unwanted(stream, owner, Optional.empty(), now));
                    }
                    living.pipeline(owner.uid())
                            .filter(pipeline -> !pipeline.deleting()
                                    && desired.isUsedBy(owner.uid())
                                    && !desired.keepsAll(pipeline.owner())
                                    && !desired.needs(owner, stream.name()))
                            .ifPresent(pipeline ->
                                    unwanted.add(new Unwanted(stream, pipeline.owner(), Optional.of(pipeline), now)));
                }));
        return unwanted.stream().map(each -> each.decided(unwanted)).toList();
    }

    /** Unless one of the same name cannot be read, is refused, or uses another service. */
    private static boolean isOrphan(StreamOwner owner, DesiredStreams desired, LivePipelines living) {
        return !living.lives(owner)
                && !living.hasUnreadable(owner)
                && MovedStreams.pipeline(owner, desired, living).isEmpty()
                && !desired.keepsAll(owner);
    }

    private Unwanted decided(List<Unwanted> all) {
        boolean isDeleted = isDeleted(all);
        return new Unwanted(left, owner, pipeline, RemoveAction.kind(left, isDeleted), isDeleted || isUnmarked(), now);
    }

    /** A bucket may be deleted only with the buffers whose progress it keeps. */
    private boolean isDeleted(List<Unwanted> all) {
        if (mayGoUndrained()) {
            return true;
        }
        return isBucket(stream())
                ? all.stream()
                        .filter(other -> !isBucket(other.stream()) && other.owner.equals(owner))
                        .allMatch(other -> other.isDeleted(all))
                : left.drained();
    }

    /** Whether it has no mark, or one in the future, with which the grace period would not end. */
    private boolean isUnmarked() {
        return since().filter(marked -> Duration.between(now, marked).compareTo(SKEW) <= 0)
                .isEmpty();
    }

    /** How long it is kept undrained after it was marked. */
    Duration grace() {
        return pipeline.map(PipelineRef::grace).orElse(PipelineRef.NUMAFLOWS_GRACE);
    }

    /** The time of the mark; empty as long as the stream's metadata has none. */
    Optional<Instant> since() {
        return pipeline.isPresent()
                ? StreamOwner.unwantedSince(left.config())
                : StreamOwner.orphanedSince(left.config());
    }

    @Override
    public boolean mayGoUndrained() {
        return since().filter(marked -> Duration.between(marked, now).compareTo(grace()) >= 0)
                .isPresent();
    }

    @Override
    public JsonNode marked(JsonNode config) {
        return isOfGone() ? StreamOwner.markedOrphaned(config, now) : StreamOwner.markedUnwanted(config, now);
    }

    @Override
    public boolean isOfGone() {
        return pipeline.isEmpty();
    }

    @Override
    public Reason reason() {
        return kind == Kind.KEEP ? Reason.BUFFER_DELETION_PENDING : Reason.BUFFERS_REMOVED;
    }

    @Override
    public boolean isReported() {
        return kind == Kind.KEEP;
    }

    /** The start of the wait for a deleted one distinguishes it from the next, when a Pipeline of that name came and went meanwhile. */
    @Override
    public String text() {
        String what = "stream " + stream() + (isOfGone() ? " of " + owner + ", which is gone" : "");
        if (kind != Kind.KEEP) {
            return what;
        }
        return isOfGone()
                ? what + " since " + Instant.ofEpochSecond(since().orElse(now).getEpochSecond())
                        + ", stays until it is drained, at most for " + grace().toSeconds() + " s"
                : what + " is not wanted any more; it goes when it is drained, at the latest after "
                        + grace().toSeconds() + " s";
    }

    @Override
    public String missed() {
        String what = isOfGone() ? "left buffers behind" : "it left buffers that it does not want any more";
        return isDue ? what : "";
    }

    @Override
    public StreamState state() {
        return isOfGone() ? StreamState.ORPHANED : StreamState.UNWANTED;
    }

    @Override
    public String details() {
        return owner + (isOfGone() && !isBucket(stream()) ? "; " + left.unread() + " unread" : "");
    }

    /** Whether a stream of this name is a bucket, which keeps the progress of buffers and no messages. */
    public static boolean isBucket(String stream) {
        return BufferNames.isBucket(stream);
    }
}
