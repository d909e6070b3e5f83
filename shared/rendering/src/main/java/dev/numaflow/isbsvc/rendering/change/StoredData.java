package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How the data of a service is stored, recorded on retained claims for when nothing else of the service is left.
 *
 * @param encrypted empty where unknown
 * @param nodes how many share the data; a number out of bounds counts as absent
 */
public record StoredData(Optional<Boolean> encrypted, Optional<Integer> nodes) {

    /**
     * Reads it from the live children, missing nodes where they do not exist, without the spec, which may be unreadable. Where two
     * differ, the data counts as encrypted: a server with the key reads plain data as well.
     */
    public static StoredData of(LiveChildren live) {
        Optional<Block> conf = LiveConf.read(live.configMap());
        return new StoredData(encrypted(live, conf), nodes(live, conf));
    }

    private static Optional<Integer> nodes(LiveChildren live, Optional<Block> conf) {
        return Stream.of(
                        live.statefulSet().at("/spec/replicas").asInt(0),
                        conf.map(LiveConf::nodes).orElse(0))
                .filter(Bounds::isNodes)
                .max(Comparator.naturalOrder());
    }

    private static Optional<Boolean> encrypted(LiveChildren live, Optional<Block> conf) {
        return Stream.of(
                        DataEncryption.noted(live.keySecret()),
                        DataEncryption.noted(live.statefulSet()),
                        conf.map(ConfigEncryption::isIn))
                .flatMap(Optional::stream)
                .reduce(Boolean::logicalOr);
    }

    /** Whether data is encrypted under the names of this ConfigMap and key Secret. */
    public static Optional<Boolean> of(JsonNode configMap, Optional<JsonNode> keySecret) {
        return keySecret.flatMap(DataEncryption::noted).or(() -> LiveConf.read(configMap)
                .map(ConfigEncryption::isIn));
    }

    /** Reads it from a retained claim. */
    public static StoredData onClaim(JsonNode claim) {
        int nodes = claim.at("/metadata/annotations").path(Annotations.NODES).asInt(0);
        return new StoredData(DataEncryption.noted(claim), Optional.of(nodes).filter(Bounds::isNodes));
    }

    /** The annotations to write on a claim. */
    public Map<String, String> annotations() {
        Map<String, String> annotations = new TreeMap<>();
        encrypted.ifPresent(is -> annotations.put(Annotations.ENCRYPTION, Boolean.toString(is)));
        nodes.ifPresent(count -> annotations.put(Annotations.NODES, Integer.toString(count)));
        return annotations;
    }
}
