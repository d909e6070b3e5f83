package dev.numaflow.isbsvc.rendering.servers;

import dev.numaflow.isbsvc.rendering.servers.StoredStream.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a restored stream has no longer of its copy, and whether readers have taken it away, or it has grown old: nothing else removes a message
 * from a stream that takes none. Whatever is not explained so is lost, as by a server that is killed while it takes the stream into use.
 */
final class MissingMessages {

    /** Servers look for old messages about once a second, and two of them do not answer at the same time. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private MissingMessages() {}

    /**
     * Whether the stream has everything that its copy has, but for what is explained. A copy grows old as well, so it may be the one that has
     * less.
     */
    static boolean areExplained(StoredStream stream, StoredStream copy) {
        return areAllOld(stream, copy) || (hasLess(stream.state(), copy.state()) && areTaken(stream, copy));
    }

    /** Whether both have the same, but for first messages that have grown old in either of them. */
    static boolean areAllOld(StoredStream one, StoredStream other) {
        return one.state().equals(other.state())
                || (hasLess(one.state(), other.state()) && areOld(one, other.state()))
                || (hasLess(other.state(), one.state()) && areOld(other, one.state()));
    }

    private static boolean hasLess(State less, State more) {
        return less.messages() < more.messages()
                && less.hasSameEnd(more)
                && (less.messages() == 0
                        || less.first().sequence() >= more.first().sequence());
    }

    /**
     * Only where readers take messages away, and not more than they were given since. A server that has lost messages sets positions of a
     * consumer forward, but never the number of its deliveries.
     */
    private static boolean areTaken(StoredStream stream, StoredStream copy) {
        String retention = stream.config().path("retention").asText();
        long taken = copy.consumers().values().stream()
                .mapToLong(then -> Optional.ofNullable(stream.consumers().get(then.name()))
                        .map(now -> now.mostAcknowledgedSince(then))
                        .orElse(0L))
                .sum();
        return (retention.equals("workqueue") || retention.equals("interest"))
                && copy.state().messages() - stream.state().messages() <= taken;
    }

    /** Only the first messages, with the gaps between them, and none that the server would have kept for longer than a moment. */
    private static boolean areOld(StoredStream stream, State more) {
        State less = stream.state();
        long maxAge = stream.config().path("max_age").asLong();
        if (maxAge <= 0
                || stream.config().path("allow_msg_ttl").asBoolean()
                || (less.messages() > 0 && less.deleted() > more.deleted())) {
            return false;
        }
        return youngest(less, more)
                .flatMap(time -> stream.answer().at().filter(now -> !time.plusNanos(maxAge)
                        .isAfter(now)))
                .isPresent();
    }

    /** When the last one that is missing was stored, or later. */
    private static Optional<Instant> youngest(State less, State more) {
        if (less.messages() == 0) {
            return more.last().at();
        }
        return more.messages() - less.messages() == 1
                ? more.first().at()
                : less.first().at().map(time -> time.minus(SOON));
    }
}
