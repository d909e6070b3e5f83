package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A node's report of a consumer.
 *
 * @param config as the server reports it
 * @param position its position in the stream
 * @param pending messages that were not delivered yet
 * @param unacknowledged messages that were delivered but not acknowledged
 * @param peers the other replicas of its position; only its leader knows their state
 */
public record ConsumerReport(
        String name, JsonNode config, Position position, long pending, long unacknowledged, List<PeerReport> peers) {

    public ConsumerReport {
        peers = List.copyOf(peers);
    }

    /**
     * The position of a consumer, in sequences of its stream.
     *
     * @param leader the leader of the consumer, as known to the reporting node; empty without a leader or cluster
     * @param delivered the last message that was delivered, or counts as delivered
     * @param acknowledged the last message up to which all are acknowledged
     */
    public record Position(String leader, long delivered, long acknowledged) {

        /** Of a consumer without deliveries. */
        public static final Position START = new Position("", 0, 0);

        static Position of(JsonNode consumer) {
            return new Position(
                    consumer.at("/cluster/leader").asText(),
                    consumer.at("/delivered/stream_seq").asLong(),
                    consumer.at("/ack_floor/stream_seq").asLong());
        }
    }

    /** A consumer without other replicas. */
    public ConsumerReport(String name, JsonNode config, Position position, long pending, long unacknowledged) {
        this(name, config, position, pending, unacknowledged, List.of());
    }

    /** A consumer without deliveries. */
    public ConsumerReport(String name, JsonNode config, long pending, long unacknowledged) {
        this(name, config, Position.START, pending, unacknowledged);
    }

    /** Reads a node's listing or an answer of the JetStream API, which have the same shape. */
    public static ConsumerReport of(JsonNode consumer) {
        return new ConsumerReport(
                consumer.path("name").asText(),
                consumer.path("config"),
                Position.of(consumer),
                consumer.path("num_pending").asLong(),
                consumer.path("num_ack_pending").asLong(),
                PeerReport.all(consumer.at("/cluster/replicas")));
    }

    /** Whether it has no pending or unacknowledged messages. */
    public boolean drained() {
        return pending == 0 && unacknowledged == 0;
    }

    /**
     * Whether it is ahead of this last sequence of its stream: messages up to its position count as delivered and are never
     * delivered. One that was created to start later is not ahead.
     */
    public boolean isAheadOf(long lastSequence) {
        return position.delivered() > lastSequence
                && (SetBack.isMarkedIn(config) || config.path("opt_start_seq").asLong() <= position.delivered());
    }

    /** Merges the report of another node: a node that is behind must not hide pending messages. */
    ConsumerReport and(ConsumerReport other) {
        return new ConsumerReport(
                name,
                config,
                position.delivered() < other.position.delivered() ? other.position : position,
                Math.max(pending, other.pending),
                Math.max(unacknowledged, other.unacknowledged),
                peers);
    }
}
