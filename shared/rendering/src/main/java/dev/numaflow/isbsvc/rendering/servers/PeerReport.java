package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What a node says about another member of its cluster, or of a stream's.
 *
 * @param current whether it has everything that the leader has, as far as the leader knows
 * @param offline whether it cannot be reached
 * @param lag entries that it is behind
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
