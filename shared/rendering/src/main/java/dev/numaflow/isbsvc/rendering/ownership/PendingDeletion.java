package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.BufferNames;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A stream that the spec took out, and that is deleted when nobody waits for anything in it, at the latest when a grace period is over.
 * That begins with a mark in the stream's metadata.
 */
public sealed interface PendingDeletion permits Unwanted, Orphan {

    /** How far the clocks of those who mark may be ahead. */
    Duration SKEW = Duration.ofMinutes(1);

    StreamReport stream();

    /** The Pipeline of which it is or was. */
    StreamOwner pipeline();

    /** How long it stays undrained after it was marked. */
    Duration grace();

    /** Since when that is noted; nothing as long as it does not stand in the stream's metadata. */
    Optional<Instant> since();

    /** The configuration, with the mark that it does not have yet. */
    JsonNode marked(JsonNode config, Instant now);

    default String name() {
        return stream().name();
    }

    /** Whether it keeps the progress of buffers, and no messages. */
    default boolean isBucket() {
        return BufferNames.isBucket(name());
    }

    default boolean graceEnded(Instant now) {
        return since().filter(marked -> Duration.between(marked, now).compareTo(grace()) >= 0)
                .isPresent();
    }

    /** Whether it may go among all of the kind: a bucket only after the buffers whose progress it keeps. */
    default boolean isDue(List<? extends PendingDeletion> all, Instant now) {
        if (graceEnded(now)) {
            return true;
        }
        return isBucket()
                ? all.stream()
                        .filter(other -> !other.isBucket() && other.pipeline().equals(pipeline()))
                        .allMatch(other -> other.isDue(all, now))
                : stream().drained();
    }

    /**
     * Whether one that was due may still go, as it is right before: nobody has taken it over, and nothing was put into a buffer whose
     * grace period is not over.
     */
    default boolean mayGo(StreamReport live, Instant now) {
        return StreamOwner.in(live.config()).equals(StreamOwner.in(stream().config()))
                && (graceEnded(now) || isBucket() || live.drained());
    }

    /** Those that may go now. */
    static <D extends PendingDeletion> List<D> due(List<D> all, Instant now) {
        return all.stream().filter(each -> each.isDue(all, now)).toList();
    }

    /** Those that must wait. */
    static <D extends PendingDeletion> List<D> postponed(List<D> all, Instant now) {
        return all.stream().filter(each -> !each.isDue(all, now)).toList();
    }

    /** Those of the postponed of which it is not written down yet since when, or as a time that has not come: no grace would end. */
    static <D extends PendingDeletion> List<D> unmarked(List<D> all, Instant now) {
        return postponed(all, now).stream()
                .filter(each -> each.since()
                        .filter(marked -> Duration.between(now, marked).compareTo(SKEW) <= 0)
                        .isEmpty())
                .toList();
    }
}
