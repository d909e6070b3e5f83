package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Quantities;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sizes of the nodes' volumes. A server counts against its store limit, which may exceed the volume: Numaflow's default is a
 * terabyte on a claim of a few megabytes.
 *
 * @param bytes by pod
 */
public record VolumeSizes(Map<String, Long> bytes) {

    /** Without claims, or where the sizes are unknown. */
    public static final VolumeSizes NONE = new VolumeSizes(Map.of());

    public VolumeSizes {
        bytes = Map.copyOf(bytes);
    }

    /**
     * Reads the claims of a StatefulSet.
     *
     * @param claims of the service, including those of other StatefulSets
     */
    public static VolumeSizes of(JsonNode statefulSet, List<JsonNode> claims) {
        String template =
                statefulSet.at("/spec/volumeClaimTemplates/0/metadata/name").asText();
        Map<String, Long> sizes = new HashMap<>();
        for (JsonNode claim : claims) {
            String name = claim.at("/metadata/name").asText();
            long size = size(claim);
            if (!template.isEmpty() && name.startsWith(template + "-") && size > 0) {
                sizes.put(name.substring(template.length() + 1), size);
            }
        }
        return new VolumeSizes(sizes);
    }

    /** The capacity of the volume; before it is bound, the request. Zero where the text is no valid size of a volume. */
    private static long size(JsonNode claim) {
        String capacity = claim.at("/status/capacity/storage").asText();
        String size = capacity.isEmpty()
                ? claim.at("/spec/resources/requests/storage").asText()
                : capacity;
        return Quantities.amount(size).map(BigDecimal::longValue).orElse(0L);
    }

    /** The reports of the nodes with their stores limited to their volumes. */
    List<NodeReport> limit(List<NodeReport> nodes) {
        return nodes.stream()
                .map(node -> bytes.containsKey(node.name()) ? node.onVolume(bytes.get(node.name())) : node)
                .toList();
    }
}
