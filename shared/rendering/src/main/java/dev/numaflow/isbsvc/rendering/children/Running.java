package dev.numaflow.isbsvc.rendering.children;

import java.util.Optional;

/**
 * What rendering must know of the running service, because it is not its own to decide.
 *
 * @param partition {@code spec.updateStrategy.rollingUpdate.partition} of the live StatefulSet; 0 where none is. Only guarded steps
 *     change it
 * @param userHasBudget whether the user has a PodDisruptionBudget for these pods; two of them would block every eviction
 * @param keptPods the live pod template, where replacing a pod would lose messages
 * @param keptConfig the live ConfigMap, where a key that somebody has added to it is kept
 * @param approved the ids of approved changes that are carried out, with commas; nothing where none ever was
 */
public record Running(
        int partition,
        boolean userHasBudget,
        Optional<PinnedPodTemplate> keptPods,
        Optional<KeptConfig> keptConfig,
        Optional<String> approved) {

    /** A service that is about to be created. */
    public static final Running NOTHING = without(false);

    /** No servers, so nothing of them has to be kept. */
    public static Running without(boolean userHasBudget) {
        return new Running(0, userHasBudget, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
