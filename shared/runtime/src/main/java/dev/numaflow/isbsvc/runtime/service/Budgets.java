package dev.numaflow.isbsvc.runtime.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.child.LostOwner;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;

/** Decides between the user's PodDisruptionBudget and ours: two for the same pods would block every eviction. */
@Singleton
public class Budgets {

    private final ClusterView objects;

    @Inject
    public Budgets(ClusterView objects) {
        this.objects = objects;
    }

    /** Whether a budget that is not ours selects the pods of the service. */
    public boolean userHasOne(ValidService service) {
        Map<String, String> podLabels = PodLabels.of(service);
        return objects.list(ObjectKind.POD_DISRUPTION_BUDGET, service.names().namespace()).stream()
                .filter(budget -> !isOurs(budget, service))
                .anyMatch(budget -> LabelSelector.matches(budget.path("spec").path("selector"), podLabels));
    }

    /**
     * Another operator may make one that the service controls as well: ours is the one that also has our name. It stays ours when
     * somebody removes its owner, or nobody would repair it.
     */
    public static boolean isOurs(JsonNode budget, ValidService service) {
        return ObjectRef.of(budget).name().equals(service.names().podDisruptionBudget())
                && (Trees.isControlledBy(budget, service.owner().uid())
                        || LostOwner.isLikely(budget, service.names().service()));
    }
}
