package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.OptimisticUpdate;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Deletes our PodDisruptionBudget where the user's replaces it. */
@Singleton
public class OwnPodDisruptionBudget {
    private final ClusterWriter cluster;

    @Inject
    public OwnPodDisruptionBudget(ClusterWriter cluster) {
        this.cluster = cluster;
    }

    /** Deletes ours, if it exists. @return whether it did */
    boolean remove(ValidService service) {
        ObjectRef ref = new ObjectRef(
                ObjectKind.POD_DISRUPTION_BUDGET,
                service.names().namespace(),
                service.names().podDisruptionBudget());
        return OptimisticUpdate.of(ref, () -> {
            Optional<JsonNode> ours = cluster.get(ref).filter(budget -> PodDisruptionBudgets.isOurs(budget, service));
            // The disruption controller writes the status at any time: then the object changed since it was read.
            return ours.isPresent() && cluster.delete(ours.get()) instanceof WriteResult.Conflict
                    ? Optional.empty()
                    : Optional.of(ours.isPresent());
        });
    }
}
