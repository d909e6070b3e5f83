package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.Holding;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the nodes of a service hold together: each lists the streams of which it has a copy. */
final class ServerListing {
    private ServerListing() {}

    static Holding of(List<NodeReport> nodes) {
        Map<String, JsonNode> streams = new HashMap<>();
        Map<String, Map<String, JsonNode>> consumers = new HashMap<>();
        nodes.stream().flatMap(node -> node.streams().stream()).forEach(stream -> {
            streams.put(stream.name(), stream.config());
            Map<String, JsonNode> known = consumers.computeIfAbsent(stream.name(), each -> new HashMap<>());
            stream.consumers().forEach(consumer -> known.put(consumer.name(), consumer.config()));
        });
        return new Holding(streams, consumers);
    }
}
