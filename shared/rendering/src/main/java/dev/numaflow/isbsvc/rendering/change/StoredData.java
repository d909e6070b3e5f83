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
 * How the data of a service lies on its claims, which must be known when nothing else of the service is left: written on retained
 * claims, and read from them.
 *
 * @param encrypted nothing where nobody can tell
 * @param nodes how many share the data; a number that no service may have was written by somebody else, and tells nothing
 */
public record StoredData(Optional<Boolean> encrypted, Optional<Integer> nodes) {

    /**
     * Read from the live children; a missing node where one is lost. It needs no spec, because that may be unreadable. Where two say
     * different things the data counts as encrypted: a server with the key reads what is plain as well.
     */
    public static StoredData of(LiveChildren live) {
        Optional<Block> conf = RunningService.conf(live.configMap());
        return new StoredData(encrypted(live, conf), nodes(live, conf));
    }

    private static Optional<Integer> nodes(LiveChildren live, Optional<Block> conf) {
        return Stream.of(
                        live.statefulSet().at("/spec/replicas").asInt(0),
                        conf.map(RunningService::nodes).orElse(0))
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

    /** Read from a claim that was retained. */
    public static StoredData onClaim(JsonNode claim) {
        int nodes = claim.at("/metadata/annotations").path(Annotations.NODES).asInt(0);
        return new StoredData(DataEncryption.noted(claim), Optional.of(nodes).filter(Bounds::isNodes));
    }

    /** What is written on a claim. */
    public Map<String, String> annotations() {
        Map<String, String> annotations = new TreeMap<>();
        encrypted.ifPresent(is -> annotations.put(Annotations.ENCRYPTION, Boolean.toString(is)));
        nodes.ifPresent(count -> annotations.put(Annotations.NODES, Integer.toString(count)));
        return annotations;
    }
}
