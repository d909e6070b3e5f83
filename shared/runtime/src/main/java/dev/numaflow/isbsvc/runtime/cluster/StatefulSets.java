package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.volumes.StatefulSetRecord;
import java.util.Optional;

/** Finds the StatefulSet of a service, also in the moments in which it is replaced by another one while its pods stay. */
public final class StatefulSets {

    private StatefulSets() {}

    /** The live one; while there is none, the one that is recorded to take its place. */
    public static Optional<JsonNode> find(ClusterView objects, Names names) {
        return objects.get(ObjectRef.ofStatefulSet(names)).or(() -> recorded(objects, names));
    }

    private static Optional<JsonNode> recorded(ClusterView objects, Names names) {
        return objects.get(new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), names.configMap()))
                .flatMap(StatefulSetRecord::read)
                .filter(set -> ObjectRef.of(set).equals(ObjectRef.ofStatefulSet(names)));
    }
}
