package dev.numaflow.isbsvc.rendering.children;

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

    /** For a service without servers, so that nothing has to be kept. */
    public static Running without(boolean userHasBudget) {
        return new Running(0, userHasBudget, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
