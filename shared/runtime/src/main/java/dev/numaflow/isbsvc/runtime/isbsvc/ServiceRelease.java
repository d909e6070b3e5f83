package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Leaves a service to Numaflow's controller: what only we read of its children goes, their content stays, and no pod is replaced. Our
 * finalizer goes last, so that a run that ended on the way is repeated (invariant 8).
 */
@Singleton
public class ServiceRelease {

    private static final String RELEASED = "true";

    /** A used approval stays used, should the service come back. */
    private static final Set<String> KEPT = Set.of(Annotations.APPROVED, Annotations.RELEASE);

    private final ClusterWriter cluster;
    private final ObjectEdit edit;
    private final Finalizers finalizers;

    @Inject
    public ServiceRelease(ClusterWriter cluster, Finalizers finalizers) {
        this.cluster = cluster;
        this.edit = new ObjectEdit(cluster);
        this.finalizers = finalizers;
    }

    /** Makes the children of the service those of another controller. */
    void unmark(LiveService service) {
        Names names = service.names();
        ObjectRef statefulSet = ObjectRef.ofStatefulSet(names);
        write(statefulSet, ServiceRelease::withoutClaims);
        for (ObjectRef child : List.of(
                statefulSet,
                new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), names.configMap()),
                new ObjectRef(ObjectKind.SERVICE, names.namespace(), names.headlessService()))) {
            write(child, ServiceRelease::unmarked);
        }
        write(new ObjectRef(ObjectKind.SECRET, names.namespace(), names.keySecret()), ServiceRelease::outdated);
    }

    /** Lets the service go, which is then nobody's but Numaflow's. */
    void letGo(LiveService service) {
        finalizers.removeOurs(service.tree());
    }

    private void write(ObjectRef child, UnaryOperator<JsonNode> change) {
        cluster.get(child)
                .ifPresent(read -> edit.write(read, live -> change.apply(live).equals(live), change));
    }

    /** Its claims are deleted with it, as Numaflow's controller has it: from now on nobody deletes them on purpose. */
    private static JsonNode withoutClaims(JsonNode statefulSet) {
        ObjectNode changed = statefulSet.deepCopy();
        if (changed.at("/spec/persistentVolumeClaimRetentionPolicy") instanceof ObjectNode policy) {
            policy.put("whenDeleted", "Delete");
        }
        return changed;
    }

    private static JsonNode unmarked(JsonNode child) {
        ObjectNode changed = child.deepCopy();
        ObjectNode annotations = changed.withObject("metadata").withObject("annotations");
        annotations.properties().removeIf(ServiceRelease::isOurs);
        annotations.put(Annotations.RELEASE, RELEASED);
        return changed;
    }

    private static boolean isOurs(Map.Entry<String, JsonNode> annotation) {
        return annotation.getKey().startsWith(Annotations.DOMAIN) && !KEPT.contains(annotation.getKey());
    }

    /** What it records may be wrong as soon as somebody else changes the service. */
    private static JsonNode outdated(JsonNode keySecret) {
        ObjectNode changed = keySecret.deepCopy();
        ObjectNode annotations = changed.withObject("metadata").withObject("annotations");
        annotations.remove(Annotations.ADDED_KEY);
        annotations.put(Annotations.RELEASE, RELEASED);
        return changed;
    }
}
