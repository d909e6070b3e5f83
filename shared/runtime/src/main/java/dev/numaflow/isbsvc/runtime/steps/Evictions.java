package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.PodDisruptionBudgets;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether evictions are blocked; allows them again, once steps are complete. */
@Singleton
public class Evictions {

    private final ClusterWriter cluster;

    @Inject
    public Evictions(ClusterWriter cluster) {
        this.cluster = cluster;
    }

    /**
     * Where the user has a budget, the next reconcile removes ours, which an event about it causes. The disruption controller writes the
     * status of a budget at any time.
     */
    void allow(LiveService service) {
        blocking(service).ifPresent(this::restore);
    }

    /** Whether our budget, as it is live, allows none. */
    boolean areBlocked(LiveService service) {
        return blocking(service).isPresent();
    }

    private Optional<JsonNode> blocking(LiveService service) {
        ObjectRef ref = new ObjectRef(
                ObjectKind.POD_DISRUPTION_BUDGET,
                service.names().namespace(),
                service.names().podDisruptionBudget());
        return cluster.get(ref)
                .filter(budget -> ObjectMetas.isControlledBy(budget, service.uid()))
                .filter(PodDisruptionBudgets::stopsEvictions);
    }

    private void restore(JsonNode budget) {
        new ObjectEdit(cluster).write(budget, Predicate.not(PodDisruptionBudgets::stopsEvictions), live -> {
            ObjectNode restored = live.deepCopy();
            restored.withObject("/spec").put("maxUnavailable", 1);
            return restored;
        });
    }
}
