package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.numaflow.isbsvc.rendering.children.Running;

/**
 * The live objects that show how a service runs.
 *
 * @param configMap a missing node where it does not exist
 * @param keySecret its metadata is enough; a missing node where it does not exist
 * @param userHasBudget whether the user has a PodDisruptionBudget for the pods
 * @param evictionsStopped whether ours allows no eviction, as while nodes are replaced in steps
 */
public record LiveChildren(
        JsonNode statefulSet, JsonNode configMap, JsonNode keySecret, boolean userHasBudget, boolean evictionsStopped) {

    /** Where evictions are allowed. */
    public LiveChildren(JsonNode statefulSet, JsonNode configMap, JsonNode keySecret, boolean userHasBudget) {
        this(statefulSet, configMap, keySecret, userHasBudget, false);
    }

    /** Without a key Secret. */
    public LiveChildren(JsonNode statefulSet, JsonNode configMap, boolean userHasBudget) {
        this(statefulSet, configMap, MissingNode.getInstance(), userHasBudget);
    }

    /** Whether nodes are being replaced in steps. */
    boolean areInSteps() {
        return Running.canStep(statefulSet) && (Running.areStepsUnderWay(statefulSet) || evictionsStopped);
    }

    /** The same with another StatefulSet. */
    public LiveChildren with(JsonNode otherStatefulSet) {
        return new LiveChildren(otherStatefulSet, configMap, keySecret, userHasBudget, evictionsStopped);
    }
}
