package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What one node says about a stream of which it has a copy.
 *
 * @param config as the server reports it
 * @param leader who leads the stream, as this node knows it; empty where there is nobody, or no cluster
 * @param peers the other copies
 * @param messages that this node has
 * @param lastSequence of what this node has
 */
public record StreamReport(
        String name,
        JsonNode config,
        String leader,
        List<PeerReport> peers,
        long messages,
        long lastSequence,
        List<ConsumerReport> consumers) {
    public StreamReport {
        peers = List.copyOf(peers);
        consumers = List.copyOf(consumers);
    }

    static StreamReport of(JsonNode stream) {
        JsonNode cluster = stream.path("cluster");
        JsonNode state = stream.path("state");
        return new StreamReport(
                stream.path("name").asText(),
                stream.path("config"),
                cluster.path("leader").asText(),
                PeerReport.all(cluster.path("replicas")),
                state.path("messages").asLong(),
                state.path("last_seq").asLong(),
                StreamSupport.stream(stream.path("consumer_detail").spliterator(), false)
                        .map(ConsumerReport::of)
                        .toList());
    }

    /** How many copies there should be. */
    public int replicas() {
        return Math.max(1, config.path("num_replicas").asInt());
    }
}
