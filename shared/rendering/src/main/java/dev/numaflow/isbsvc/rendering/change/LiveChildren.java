package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import java.util.Optional;

/**
 * The live objects that show how a service runs.
 *
 * @param configMap a missing node where it does not exist
 * @param keySecret its metadata is enough; a missing node where it does not exist
 * @param userHasBudget whether the user has a PodDisruptionBudget for the pods
 * @param encryption under which names the pods find how their data is encrypted; ConfigMap and key Secret are those of the newest ones
 * @param stepsPending whether our PodDisruptionBudget allows no eviction, or the status says that a guarded step is pending: the last node
 *     is replaced with the partition at 0
 */
public record LiveChildren(
        JsonNode statefulSet,
        JsonNode configMap,
        JsonNode keySecret,
        RunningEncryption encryption,
        boolean userHasBudget,
        boolean stepsPending) {

    public LiveChildren {
        statefulSet = LastRoll.marked(statefulSet, configMap, stepsPending);
    }

    /** As the StatefulSet records it. */
    public LiveChildren(
            JsonNode statefulSet, JsonNode configMap, JsonNode keySecret, boolean userHasBudget, boolean stepsPending) {
        this(
                statefulSet,
                configMap,
                keySecret,
                new RunningEncryption(
                        RunningEncryption.changes(statefulSet),
                        RunningEncryption.before(statefulSet),
                        RunningEncryption.restored(statefulSet),
                        RunningEncryption.nodes(statefulSet)),
                userHasBudget,
                stepsPending);
    }

    /** Where no guarded step is pending. */
    public LiveChildren(JsonNode statefulSet, JsonNode configMap, JsonNode keySecret, boolean userHasBudget) {
        this(statefulSet, configMap, keySecret, userHasBudget, false);
    }

    /** Without a key Secret. */
    public LiveChildren(JsonNode statefulSet, JsonNode configMap, boolean userHasBudget) {
        this(statefulSet, configMap, MissingNode.getInstance(), userHasBudget);
    }

    /** The number of nodes that the servers have routes to; empty where the ConfigMap does not show it. */
    public static Optional<Integer> routes(JsonNode configMap) {
        return LiveConf.read(configMap).map(LiveConf::nodes);
    }

    /** Whether nodes are being replaced in steps. */
    boolean areInSteps() {
        return rollsNodeByNode() && (Running.areStepsUnderWay(statefulSet) || stepsPending);
    }

    /** As the servers were rendered, whatever number of nodes somebody has set since. */
    private boolean rollsNodeByNode() {
        return Running.rollsNodeByNode(statefulSet)
                || Running.isLastRoll(statefulSet)
                        && routes(configMap)
                                .filter(nodes -> nodes >= Running.FEWEST_IN_STEPS)
                                .isPresent();
    }

    /** Whether the pods of Numaflow's controller are on their way, or there, before the service is left to it. */
    public boolean areInLastRoll() {
        return LastRoll.isUnderWay(this);
    }

    /** The same with another StatefulSet. */
    public LiveChildren with(JsonNode otherStatefulSet) {
        return new LiveChildren(otherStatefulSet, configMap, keySecret, encryption, userHasBudget, stepsPending);
    }
}
