package dev.numaflow.isbsvc.runtime.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Lets something happen each time, between what a look has seen of the pods and what it makes of it. */
final class PausingCluster extends Cluster {

    private final Queue<Runnable> meanwhile;

    /** @param meanwhile what happens the first time, the second, and so on */
    PausingCluster(KubernetesClient client, Runnable... meanwhile) {
        super(client);
        this.meanwhile = new ArrayDeque<>(List.of(meanwhile));
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace, String labelSelector) {
        List<JsonNode> seen = super.list(kind, namespace, labelSelector);
        if (kind == ObjectKind.POD) {
            Runnable next = meanwhile.poll();
            if (next != null) {
                next.run();
            }
        }
        return seen;
    }
}
