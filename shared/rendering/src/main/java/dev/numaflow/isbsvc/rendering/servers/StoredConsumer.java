package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A durable consumer with everything that decides what it delivers next.
 *
 * @param config as the server reports it
 * @param delivered its last delivery
 * @param acknowledged up to which everything is acknowledged
 * @param unacknowledged messages that were delivered but not acknowledged
 */
public record StoredConsumer(
        String name, JsonNode config, Position delivered, Position acknowledged, long unacknowledged) {

    static final String INACTIVE_THRESHOLD = "inactive_threshold";

    /**
     * A place in two sequences.
     *
     * @param consumer in that of its deliveries
     * @param stream in that of its stream
     */
    public record Position(long consumer, long stream) {

        static Position of(JsonNode position) {
            return new Position(
                    position.path("consumer_seq").asLong(),
                    position.path("stream_seq").asLong());
        }

        private boolean reaches(Position other, long gone) {
            return isBefore(gone) || other.isBefore(gone)
                    ? from(gone) >= other.from(gone)
                    : consumer >= other.consumer && stream >= other.stream;
        }

        private boolean isSame(Position other, long gone) {
            return isBefore(gone) || other.isBefore(gone) ? from(gone) == other.from(gone) : equals(other);
        }

        private boolean isBefore(long gone) {
            return stream < gone;
        }

        private long from(long gone) {
            return Math.max(stream, gone);
        }
    }

    /** Reads an answer of the JetStream API. */
    public static StoredConsumer of(JsonNode consumer) {
        return new StoredConsumer(
                consumer.path("name").asText(),
                consumer.path("config"),
                Position.of(consumer.path("delivered")),
                Position.of(consumer.path("ack_floor")),
                consumer.path("num_ack_pending").asLong());
    }

    /** Whether it outlives its readers. */
    static boolean isDurable(JsonNode consumer) {
        return consumer.path("config").hasNonNull("durable_name");
    }

    /** Why a copy of it is not, or does not stay, as it is, in words for users. */
    public Optional<String> uncopyable() {
        return uncopyable(name, config);
    }

    /** The same of a durable consumer that a node reports: a snapshot has no position in memory, and nobody uses the consumers of a copy. */
    public static Optional<String> uncopyable(String name, JsonNode config) {
        if (config.path("mem_storage").asBoolean()) {
            return Optional.of("has consumer " + name + ", whose position is kept in memory");
        }
        return config.path(INACTIVE_THRESHOLD).asLong() > 0
                ? Optional.of("has consumer " + name + ", which is dropped by itself where nobody uses it ("
                        + INACTIVE_THRESHOLD + ")")
                : Optional.empty();
    }

    /**
     * Whether it delivers the same next. Servers set a consumer that is behind the first message forward, in memory and at moments of their own.
     *
     * @param isOtherVersion whether another version of the server reports it
     * @param gone the last sequence before the first message
     */
    boolean isEqual(StoredConsumer copy, boolean isOtherVersion, long gone) {
        return ReportedConfig.isSame(config, copy.config, isOtherVersion)
                && delivered.isSame(copy.delivered, gone)
                && acknowledged.isSame(copy.acknowledged, gone)
                && (unacknowledged == copy.unacknowledged
                        || acknowledged.isBefore(gone)
                        || copy.acknowledged.isBefore(gone));
    }

    /** How many messages may have been acknowledged since: those of its deliveries since that are not still waited for. */
    long mostAcknowledgedSince(StoredConsumer then) {
        long delivered = delivered().consumer() - then.delivered().consumer();
        return Math.max(0, delivered - Math.max(0, unacknowledged - then.unacknowledged()));
    }

    /** Whether it has got at least as far as the other one. @param gone the last sequence before the first message */
    boolean reaches(StoredConsumer other, long gone) {
        return delivered.reaches(other.delivered, gone) && acknowledged.reaches(other.acknowledged, gone);
    }
}
