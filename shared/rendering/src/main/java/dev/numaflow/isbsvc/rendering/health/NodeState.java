package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a server says about its cluster.
 *
 * @param leader who leads JetStream, as this server knows it; empty where there is nobody, or no cluster
 */
public record NodeState(String leader) {

    /** Reads the answer to {@code /jsz}. */
    public static NodeState of(JsonNode jsz) {
        return new NodeState(jsz.path("meta_cluster").path("leader").asText());
    }
}
