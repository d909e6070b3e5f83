package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Takes our PodDisruptionBudget away where the user's has taken its place. */
@Singleton
public class OwnPodDisruptionBudget {
    private final Cluster cluster;

    @Inject
    public OwnPodDisruptionBudget(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Removes ours, if it is there. @return whether it was */
    boolean remove(ValidService service) {
        ObjectRef ref = new ObjectRef(
                ObjectKind.POD_DISRUPTION_BUDGET,
                service.names().namespace(),
                service.names().podDisruptionBudget());
        for (int look = 0; look < ConflictException.MAX_ATTEMPTS; look++) {
            Optional<JsonNode> ours = cluster.get(ref).filter(budget -> PodDisruptionBudgets.isOurs(budget, service));
            if (ours.isEmpty()) {
                return false;
            }
            // Its controller writes its status at any time: then it is not the one that was read.
            if (!(cluster.delete(ours.get()) instanceof WriteResult.Conflict)) {
                return true;
            }
        }
        throw new ConflictException(ref);
    }
}
