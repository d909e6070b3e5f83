package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.volumes.VolumeAffinity;
import dev.numaflow.isbsvc.rendering.volumes.VolumeMachine;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/**
 * Finds out whether the machine of a volume is still there: it is gone only where no Node has the label with its name, and no Node that name
 * itself. Who changes labels of a Node has not taken the machine away.
 */
final class VolumeMachines implements VolumeMachine.Lookup {

    private final ClusterView objects;

    VolumeMachines(ClusterView objects) {
        this.objects = objects;
    }

    @Override
    public VolumeMachine of(JsonNode claim) {
        try {
            Optional<JsonNode> volume =
                    objects.get(ObjectRef.ofVolume(claim.at("/spec/volumeName").asText()));
            return volume.flatMap(
                            live -> VolumeAffinity.of(live, ObjectMetas.annotation(claim, Annotations.SELECTED_NODE)))
                    .filter(this::isNowhere)
                    .<VolumeMachine>map(affinity -> new VolumeMachine.Gone("its volume "
                            + claim.at("/spec/volumeName").asText() + " is on machine "
                            + String.join(", ", affinity.machines())
                            + ", and there is no such Node any more"))
                    .orElseGet(VolumeMachine.There::new);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return new VolumeMachine.Hidden();
            }
            throw e;
        }
    }

    private boolean isNowhere(VolumeAffinity affinity) {
        return affinity.selectors().stream().allMatch(selector -> objects.list(ObjectKind.NODE, "", selector)
                        .isEmpty())
                && affinity.machines().stream().allMatch(machine -> objects.get(ObjectRef.ofMachine(machine))
                        .isEmpty());
    }
}
