package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.Approvals;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.ReleaseMark;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Leaves a service to Numaflow's controller: what only we read of its children goes, their content stays, and no pod is replaced. Our
 * finalizer goes last, so that a run that ended on the way is repeated (invariant 8).
 */
@Singleton
public class ServiceRelease {

    /** A used approval stays used, should the service come back; and a run that began before stays older than what it finds. */
    private static final Set<String> KEPT = Set.of(Annotations.APPROVED, Annotations.RELEASE, Annotations.GENERATION);

    private final ClusterWriter cluster;
    private final ObjectEdit edit;
    private final PersistentVolumeClaims claims;
    private final Finalizers finalizers;
    private final Optional<NatsAccess> nats;

    @Inject
    public ServiceRelease(ClusterWriter cluster, Finalizers finalizers, NatsAccess nats) {
        this(cluster, finalizers, Optional.of(nats));
    }

    /** One that asks no server: what would be written is known without. */
    public static ServiceRelease dry(ClusterWriter cluster, Finalizers finalizers) {
        return new ServiceRelease(cluster, finalizers, Optional.empty());
    }

    private ServiceRelease(ClusterWriter cluster, Finalizers finalizers, Optional<NatsAccess> nats) {
        this.cluster = cluster;
        this.edit = new ObjectEdit(cluster);
        this.claims = new PersistentVolumeClaims(cluster);
        this.finalizers = finalizers;
        this.nats = nats;
    }

    /**
     * Why the service cannot be let go yet although its objects are ready: a node may still keep what Numaflow's Jobs delete, and nobody
     * would have it load another configuration later.
     */
    Optional<HeldChange> notLoaded(LiveService service, ValidService effective) {
        Names names = service.names();
        return nats.filter(access -> cluster.get(serverSecret(names))
                        .filter(secret -> !ObjectMetas.annotation(secret, Annotations.GUARD_REMOVED)
                                .isEmpty())
                        .isPresent())
                .flatMap(access -> new GuardedNodes(
                                access, service.metadataAndStatus().status().tellsTls())
                        .guarding(names, effective.spec().replicasOrDefault()))
                .map(why -> ReleaseDecision.notLoaded(effective, why));
    }

    private static ObjectRef serverSecret(Names names) {
        return new ObjectRef(ObjectKind.SECRET, names.namespace(), names.serverSecret());
    }

    /**
     * Makes the children of the service those of another controller, the StatefulSet last: its mark says that all have theirs.
     *
     * @param approval that is used by this, if one is needed
     */
    void unmark(LiveService service, Optional<String> approval) {
        Names names = service.names();
        for (ObjectRef child : List.of(
                new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), names.configMap()),
                new ObjectRef(ObjectKind.SERVICE, names.namespace(), names.headlessService()))) {
            write(child, ServiceRelease::unmarked);
        }
        claims.of(names).forEach(claim -> write(claim, ReleaseMark::on));
        write(new ObjectRef(ObjectKind.SECRET, names.namespace(), names.keySecret()), ServiceRelease::outdated);
        write(serverSecret(names), ServiceRelease::withoutNote);
        write(ObjectRef.ofStatefulSet(names), statefulSet -> unmarked(statefulSet, approval));
    }

    /** Whether an earlier run has left all children as the spec asks, and ended before the service was let go. */
    boolean isUnderWay(LiveService service) {
        return cluster.get(ObjectRef.ofStatefulSet(service.names()))
                .filter(set -> ObjectMetas.isControlledBy(set, service.uid()))
                .filter(ReleaseMark::isOn)
                .filter(set -> ObjectMetas.annotation(set, Annotations.GENERATION)
                        .equals(String.valueOf(service.metadataAndStatus().generation())))
                .isPresent();
    }

    /** Lets the service go, which is then nobody's but Numaflow's, unless it is another than was planned. */
    void letGo(LiveService planned) {
        finalizers.removeOurs(planned.tree());
    }

    private void write(ObjectRef child, UnaryOperator<JsonNode> change) {
        cluster.get(child).ifPresent(read -> write(read, change));
    }

    private void write(JsonNode read, UnaryOperator<JsonNode> change) {
        edit.write(read, live -> change.apply(live).equals(live), change);
    }

    /** Its claims are deleted with it, as Numaflow's controller has it: from now on nobody deletes them on purpose. */
    private static JsonNode unmarked(JsonNode statefulSet, Optional<String> approval) {
        ObjectNode changed = unmarked(statefulSet);
        if (changed.at("/spec/persistentVolumeClaimRetentionPolicy") instanceof ObjectNode policy) {
            policy.put("whenDeleted", "Delete");
        }
        String used = ObjectMetas.annotation(statefulSet, Annotations.APPROVED);
        approval.map(id -> Approvals.recorded(used, id))
                .ifPresent(ids -> changed.withObject("/metadata/annotations").put(Annotations.APPROVED, ids));
        return changed;
    }

    private static ObjectNode unmarked(JsonNode child) {
        ObjectNode changed = ReleaseMark.on(child);
        changed.withObject("/metadata/annotations").properties().removeIf(ServiceRelease::isOurs);
        return changed;
    }

    /** Whoever takes the service over later finds its servers as they are, and puts nothing back. */
    private static JsonNode withoutNote(JsonNode serverSecret) {
        ObjectNode changed = serverSecret.deepCopy();
        if (changed.at("/metadata/annotations") instanceof ObjectNode annotations) {
            annotations.remove(Annotations.GUARD_REMOVED);
        }
        return changed;
    }

    private static boolean isOurs(Map.Entry<String, JsonNode> annotation) {
        return annotation.getKey().startsWith(Annotations.DOMAIN) && !KEPT.contains(annotation.getKey());
    }

    /** What it records may be wrong as soon as somebody else changes the service. */
    private static JsonNode outdated(JsonNode keySecret) {
        ObjectNode changed = ReleaseMark.on(keySecret);
        changed.withObject("/metadata/annotations").remove(Annotations.ADDED_KEY);
        return changed;
    }
}
