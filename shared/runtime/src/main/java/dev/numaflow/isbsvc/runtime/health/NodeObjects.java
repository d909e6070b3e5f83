package dev.numaflow.isbsvc.runtime.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.health.PodState;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.StatefulSets;
import java.util.List;
import java.util.Optional;

/** The StatefulSet and the pods of a service for one evaluation: each is read once, when it is needed first. */
final class NodeObjects {

    private final ClusterView objects;
    private final Names names;
    private Optional<JsonNode> statefulSet;
    private List<PodState> pods;

    NodeObjects(ClusterView objects, Names names) {
        this.objects = objects;
        this.names = names;
    }

    synchronized Optional<JsonNode> statefulSet() {
        if (statefulSet == null) {
            statefulSet = StatefulSets.find(objects, names);
        }
        return statefulSet;
    }

    NodeSet nodes() {
        return statefulSet().map(NodeSet::of).orElse(NodeSet.NONE);
    }

    synchronized List<PodState> pods() {
        if (pods == null) {
            pods = objects.list(ObjectKind.POD, names.namespace(), Labels.selector(names)).stream()
                    .map(PodState::of)
                    .toList();
        }
        return pods;
    }
}
