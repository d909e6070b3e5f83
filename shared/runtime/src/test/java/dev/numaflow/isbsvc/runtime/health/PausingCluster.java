package dev.numaflow.isbsvc.runtime.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Lets something happen once, between what a look has seen of the pods and what it makes of it. */
final class PausingCluster extends Cluster {

    private Runnable meanwhile;

    PausingCluster(KubernetesClient client, Runnable meanwhile) {
        super(client);
        this.meanwhile = meanwhile;
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace, String labelSelector) {
        List<JsonNode> seen = super.list(kind, namespace, labelSelector);
        if (kind == ObjectKind.POD) {
            Runnable next = meanwhile;
            meanwhile = () -> {};
            next.run();
        }
        return seen;
    }
}
