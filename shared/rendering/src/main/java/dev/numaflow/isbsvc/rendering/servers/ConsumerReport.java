package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What one node says about a consumer of a stream.
 *
 * @param config as the server reports it
 * @param position how far it is in its stream
 * @param pending messages that it has not been given yet
 * @param unacknowledged messages that it was given and has not acknowledged
 */
public record ConsumerReport(String name, JsonNode config, Position position, long pending, long unacknowledged) {

    /**
     * How far a consumer is, in sequences of its stream.
     *
     * @param leader who leads the consumer, as the node that reports this knows it; empty where there is nobody, or no cluster
     * @param delivered the last message that it was given, or took for given
     * @param acknowledged the last message up to which it has acknowledged every one
     */
    public record Position(String leader, long delivered, long acknowledged) {

        /** Of a consumer that was given nothing yet. */
        public static final Position START = new Position("", 0, 0);

        static Position of(JsonNode consumer) {
            return new Position(
                    consumer.at("/cluster/leader").asText(),
                    consumer.at("/delivered/stream_seq").asLong(),
                    consumer.at("/ack_floor/stream_seq").asLong());
        }
    }

    /** One that was given nothing yet. */
    public ConsumerReport(String name, JsonNode config, long pending, long unacknowledged) {
        this(name, config, Position.START, pending, unacknowledged);
    }

    /** Reads what a node lists, or what the JetStream API answers: both have one shape. */
    public static ConsumerReport of(JsonNode consumer) {
        return new ConsumerReport(
                consumer.path("name").asText(),
                consumer.path("config"),
                Position.of(consumer),
                consumer.path("num_pending").asLong(),
                consumer.path("num_ack_pending").asLong());
    }

    /** Whether nothing waits for it any more. */
    public boolean drained() {
        return pending == 0 && unacknowledged == 0;
    }

    /**
     * Whether it waits for messages beyond this last sequence of its stream, because it takes those up to there for delivered: whatever
     * is stored until then is never delivered. One that was made to start later waits for what it was made for.
     */
    public boolean isAheadOf(long lastSequence) {
        return position.delivered() > lastSequence
                && (SetBack.isMarkedIn(config) || config.path("opt_start_seq").asLong() <= position.delivered());
    }

    /** With what another node says: a node that is behind must not hide what still waits. */
    ConsumerReport and(ConsumerReport other) {
        return new ConsumerReport(
                name,
                config,
                position.delivered() < other.position.delivered() ? other.position : position,
                Math.max(pending, other.pending),
                Math.max(unacknowledged, other.unacknowledged));
    }
}
