package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the data of a service lies on its claims, which must be known when nothing else of the service is left: written on retained
 * claims, and read from them.
 *
 * @param encrypted nothing where nobody can tell, or two tell different things
 * @param nodes how many share the data
 */
public record StoredData(Optional<Boolean> encrypted, Optional<Integer> nodes) {

    /** Read from the live children; a missing node where one is lost. It needs no spec, because that may be unreadable. */
    public static StoredData of(JsonNode statefulSet, JsonNode configMap) {
        var conf = RunningService.conf(configMap);
        int nodes = Math.max(
                statefulSet.at("/spec/replicas").asInt(0),
                conf.map(RunningService::nodes).orElse(0));
        return new StoredData(
                RunningService.storedEncryption(statefulSet, conf), nodes > 0 ? Optional.of(nodes) : Optional.empty());
    }

    /** Read from a claim that was retained. */
    public static StoredData onClaim(JsonNode claim) {
        int nodes = claim.at("/metadata/annotations").path(Annotations.NODES).asInt(0);
        return new StoredData(RunningService.notedEncryption(claim), nodes > 0 ? Optional.of(nodes) : Optional.empty());
    }

    /** Whether anything is known. */
    public boolean isKnown() {
        return encrypted.isPresent() || nodes.isPresent();
    }

    /** What is written on a claim. */
    public Map<String, String> annotations() {
        Map<String, String> annotations = new TreeMap<>();
        encrypted.ifPresent(is -> annotations.put(Annotations.ENCRYPTION, Boolean.toString(is)));
        nodes.ifPresent(count -> annotations.put(Annotations.NODES, Integer.toString(count)));
        return annotations;
    }
}
