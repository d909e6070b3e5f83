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
    static ConsumerReport of(JsonNode consumer) {
        return new ConsumerReport(
                consumer.path("name").asText(),
                consumer.path("config"),
                consumer.path("num_pending").asLong(),
                consumer.path("num_ack_pending").asLong());
    }
}
