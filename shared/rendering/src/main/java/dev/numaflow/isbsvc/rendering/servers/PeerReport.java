package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A node's report of another member of its cluster, or of a stream's group.
 *
 * @param current whether it is up to date, as far as the leader knows
 * @param offline whether it cannot be reached
 * @param lag the number of entries that it is behind
 */
public record PeerReport(String name, boolean current, boolean offline, long lag) {
    static List<PeerReport> all(JsonNode replicas) {
        return StreamSupport.stream(replicas.spliterator(), false)
                .map(peer -> new PeerReport(
                        peer.path("name").asText(),
                        peer.path("current").asBoolean(),
                        peer.path("offline").asBoolean(),
                        peer.path("lag").asLong()))
                .toList();
    }
}
