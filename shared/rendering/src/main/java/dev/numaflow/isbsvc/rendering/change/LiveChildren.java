package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * The live objects that show how a service runs.
 *
 * @param configMap a missing node where it does not exist
 * @param keySecret its metadata is enough; a missing node where it does not exist
 * @param userHasBudget whether the user has a PodDisruptionBudget for the pods
 */
public record LiveChildren(JsonNode statefulSet, JsonNode configMap, JsonNode keySecret, boolean userHasBudget) {

    /** Without a key Secret. */
    public LiveChildren(JsonNode statefulSet, JsonNode configMap, boolean userHasBudget) {
        this(statefulSet, configMap, MissingNode.getInstance(), userHasBudget);
    }

    /** The same with another StatefulSet. */
    public LiveChildren with(JsonNode otherStatefulSet) {
        return new LiveChildren(otherStatefulSet, configMap, keySecret, userHasBudget);
    }
}
