package dev.numaflow.isbsvc.rendering.children;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Optional;

/**
 * What rendering must know of the running service, because it is not its own to decide.
 *
 * @param partition {@code spec.updateStrategy.rollingUpdate.partition} of the live StatefulSet; 0 where none is. Only guarded steps
 *     change it
 * @param userHasBudget whether the user has a PodDisruptionBudget for these pods; two of them would block every eviction
 * @param keptTemplate the live pod template, where replacing a pod would lose messages
 */
public record Running(int partition, boolean userHasBudget, Optional<PodTemplateSpec> keptTemplate) {

    /** A service that is about to be created. */
    public static final Running NOTHING = new Running(0, false, Optional.empty());
}
