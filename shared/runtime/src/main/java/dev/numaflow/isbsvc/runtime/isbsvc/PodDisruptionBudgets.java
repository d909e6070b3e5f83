package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.child.LostOwner;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides between the user's PodDisruptionBudget and ours: two for the same pods would block every eviction. */
@Singleton
public class PodDisruptionBudgets {

    private final ClusterView objects;

    @Inject
    public PodDisruptionBudgets(ClusterView objects) {
        this.objects = objects;
    }

    /**
     * The budgets for the pods of a service.
     *
     * @param userHasOne whether one that is not ours selects any pod of the service, actual or desired
     * @param evictionsStopped whether ours allows no eviction
     */
    record Found(boolean userHasOne, boolean evictionsStopped) {}

    /**
     * Finds them.
     *
     * @param children the desired ones
     * @param statefulSet the live one
     */
    Found of(Children children, Optional<JsonNode> statefulSet) {
        ValidService service = children.service();
        List<Map<String, String>> pods = PodLabels.of(children, statefulSet);
        List<JsonNode> all =
                objects.list(ObjectKind.POD_DISRUPTION_BUDGET, service.names().namespace());
        return new Found(
                all.stream()
                        .filter(budget -> !isOurs(budget, service))
                        .map(budget -> budget.path("spec").path("selector"))
                        .anyMatch(
                                selector -> pods.stream().anyMatch(labels -> LabelSelector.matches(selector, labels))),
                all.stream().anyMatch(budget -> isOurs(budget, service) && stopsEvictions(budget)));
    }

    /** Whether it allows no eviction: ours does so only while nodes are replaced in steps. */
    public static boolean stopsEvictions(JsonNode budget) {
        JsonNode most = budget.at("/spec/maxUnavailable");
        return most.isInt() && most.asInt() == 0;
    }

    /**
     * Another operator may create one that the service controls as well: ours is the one that also has our name. It stays ours when its
     * owner reference is removed, or it would never be repaired.
     */
    public static boolean isOurs(JsonNode budget, ValidService service) {
        return ObjectRef.of(budget).name().equals(service.names().podDisruptionBudget())
                && (ObjectMetas.isControlledBy(budget, service.owner().uid())
                        || LostOwner.isLikely(budget, service.names().isbsvcName()));
    }
}
