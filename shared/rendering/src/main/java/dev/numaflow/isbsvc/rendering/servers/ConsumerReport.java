package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What one node says about a consumer of a stream.
 *
 * @param config as the server reports it
 * @param pending messages that it has not been given yet
 * @param unacknowledged messages that it was given and has not acknowledged
 */
public record ConsumerReport(String name, JsonNode config, long pending, long unacknowledged) {

    /** Reads what a node lists, or what the JetStream API answers: both have one shape. */
    public static ConsumerReport of(JsonNode consumer) {
        return new ConsumerReport(
                consumer.path("name").asText(),
                consumer.path("config"),
                consumer.path("num_pending").asLong(),
                consumer.path("num_ack_pending").asLong());
    }

    /** Whether nothing waits for it any more. */
    public boolean drained() {
        return pending == 0 && unacknowledged == 0;
    }

    /** With what another node says: a node that is behind must not hide what still waits. */
    ConsumerReport and(ConsumerReport other) {
        return new ConsumerReport(
                name, config, Math.max(pending, other.pending), Math.max(unacknowledged, other.unacknowledged));
    }
}
