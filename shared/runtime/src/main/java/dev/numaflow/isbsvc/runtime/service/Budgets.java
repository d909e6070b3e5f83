package dev.numaflow.isbsvc.runtime.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.Contended;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import dev.numaflow.isbsvc.runtime.cluster.Written;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** Decides between the user's PodDisruptionBudget and ours: two for the same pods would block every eviction. */
@Singleton
public class Budgets {

    private final Cluster cluster;

    @Inject
    public Budgets(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Whether a budget that is not ours selects the pods of the service. */
    public boolean userHasOne(ValidService service) {
        Map<String, String> podLabels = PodLabels.of(service);
        return cluster.list(ObjectKind.POD_DISRUPTION_BUDGET, service.names().namespace()).stream()
                .filter(budget -> !isOurs(budget, service))
                .anyMatch(budget -> LabelSelector.matches(budget.path("spec").path("selector"), podLabels));
    }

    /** Removes ours, if it is there. @return whether it was */
    public boolean removeOurs(ValidService service) {
        ObjectRef ref = new ObjectRef(
                ObjectKind.POD_DISRUPTION_BUDGET,
                service.names().namespace(),
                service.names().podDisruptionBudget());
        for (int look = 0; look < Contended.LOOKS; look++) {
            Optional<JsonNode> ours = cluster.get(ref).filter(budget -> isOurs(budget, service));
            if (ours.isEmpty()) {
                return false;
            }
            // Its controller writes its status at any time: then it is not the one that was read.
            if (!(cluster.delete(ours.get()) instanceof Written.Conflict)) {
                return true;
            }
        }
        throw new Contended(ref);
    }

    private static boolean isOurs(JsonNode budget, ValidService service) {
        return Trees.isControlledBy(budget, service.owner().uid());
    }
}
