package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.BufferNames;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A stream that is no longer desired, and is deleted once drained, at the latest when a grace period is over. The period begins
 * with a mark in the stream's metadata.
 */
public sealed interface PendingDeletion permits Unwanted, Orphan {

    /** How far the clock that set a mark may be ahead. */
    Duration SKEW = Duration.ofMinutes(1);

    StreamReport stream();

    /** The Pipeline that owns or owned it. */
    StreamOwner pipeline();

    /** How long it is kept undrained after it was marked. */
    Duration grace();

    /** The time of the mark; empty as long as the stream's metadata has none. */
    Optional<Instant> since();

    /** The configuration with the mark. */
    JsonNode marked(JsonNode config, Instant now);

    default String name() {
        return stream().name();
    }

    /** Whether it is a bucket, which keeps the progress of buffers and no messages. */
    default boolean isBucket() {
        return BufferNames.isBucket(name());
    }

    default boolean graceEnded(Instant now) {
        return since().filter(marked -> Duration.between(marked, now).compareTo(grace()) >= 0)
                .isPresent();
    }

    /** Whether it may be deleted, given all others of its kind: a bucket only with the buffers whose progress it keeps. */
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
     * Whether a due stream may still be deleted, by a read right before: its owner is the same, and nothing was written into a
     * buffer whose grace period is not over.
     */
    default boolean mayGo(StreamReport live, Instant now) {
        return StreamOwner.in(live.config()).equals(StreamOwner.in(stream().config()))
                && (graceEnded(now) || isBucket() || live.drained());
    }

    /** Those that may be deleted now. */
    static <D extends PendingDeletion> List<D> due(List<D> all, Instant now) {
        return all.stream().filter(each -> each.isDue(all, now)).toList();
    }

    /** Those that must wait. */
    static <D extends PendingDeletion> List<D> postponed(List<D> all, Instant now) {
        return all.stream().filter(each -> !each.isDue(all, now)).toList();
    }

    /** Those of the postponed without a mark, or with one in the future, with which the grace period would not end. */
    static <D extends PendingDeletion> List<D> unmarked(List<D> all, Instant now) {
        return postponed(all, now).stream()
                .filter(each -> each.since()
                        .filter(marked -> Duration.between(now, marked).compareTo(SKEW) <= 0)
                        .isEmpty())
                .toList();
    }
}
