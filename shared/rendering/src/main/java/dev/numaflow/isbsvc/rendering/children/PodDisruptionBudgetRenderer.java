package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;

/** The budget that keeps node maintenance from stopping more than one server at a time. */
final class PodDisruptionBudgetRenderer {

    private PodDisruptionBudgetRenderer() {}

    /** While nodes are replaced in steps, an eviction would take a second copy of what is stored. */
    static PodDisruptionBudget withRunning(PodDisruptionBudgetBuilder rendered, Running running) {
        return running.stopsEvictions()
                ? rendered.editSpec()
                        .withMaxUnavailable(new IntOrString(0))
                        .endSpec()
                        .build()
                : rendered.build();
    }

    static PodDisruptionBudget render(ValidService service) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(Metadata.of(service, service.names().podDisruptionBudget()))
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withNewSelector()
                .withMatchLabels(Labels.of(service.names()))
                .endSelector()
                .endSpec()
                .build();
    }
}
