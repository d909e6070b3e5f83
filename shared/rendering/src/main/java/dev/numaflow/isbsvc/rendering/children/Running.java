package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * The state of the running service that rendering takes over instead of deciding it.
 *
 * @param partition {@code spec.updateStrategy.rollingUpdate.partition} of the live StatefulSet; 0 where there is none. Only guarded
 *     steps change it
 * @param userHasBudget whether the user has a PodDisruptionBudget for these pods; two of them would block every eviction
 * @param keptPods the live pod template, where replacing a pod would lose messages
 * @param keptConfig the live ConfigMap, where a key added to it is kept
 * @param approved the ids of approved changes that were applied, comma-separated; empty where there never was one
 */
public record Running(
        int partition,
        boolean userHasBudget,
        Optional<PinnedPodTemplate> keptPods,
        Optional<KeptConfig> keptConfig,
        Optional<String> approved) {

    /** For a service that is about to be created. */
    public static final Running NOTHING = without(false);

    /** The nodes with an ordinal below this number are not updated. */
    public static int partition(JsonNode statefulSet) {
        return statefulSet.at("/spec/updateStrategy/rollingUpdate/partition").asInt();
    }

    /** Whether guarded steps are under way: only they hold nodes back from an update. */
    public static boolean areStepsUnderWay(JsonNode statefulSet) {
        return partition(statefulSet) > 0;
    }

    /** For a service without servers, so that nothing has to be kept. */
    public static Running without(boolean userHasBudget) {
        return new Running(0, userHasBudget, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
