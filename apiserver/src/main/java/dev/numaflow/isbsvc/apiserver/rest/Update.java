package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.fields.FieldOwnership;
import dev.numaflow.isbsvc.apiserver.fields.ManagedFields;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import dev.numaflow.isbsvc.apiserver.validation.Validation;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Updates objects. */
final class Update {
    private static final Set<String> WITHOUT_PRECONDITION = Set.of(
            "/configmaps",
            "/secrets",
            "/services",
            "/pods",
            "/persistentvolumeclaims",
            "/events",
            "apps/statefulsets",
            "rbac.authorization.k8s.io/roles",
            "rbac.authorization.k8s.io/rolebindings",
            "rbac.authorization.k8s.io/clusterroles",
            "rbac.authorization.k8s.io/clusterrolebindings");
    private static final List<String> FIXED =
            List.of("name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds");

    private final Cluster cluster;

    Update(Cluster cluster) {
        this.cluster = cluster;
    }

    /** PUT, or the result of a patch: the change gets a copy of the live object. */
    ObjectNode update(Target target, UnaryOperator<ObjectNode> change, WriteOptions options) {
        return cluster.store().exclusively(() -> {
            ObjectNode before = cluster.live(target);
            ObjectNode after = change.apply(before.deepCopy());
            cluster.decoding().decode(after, target.type(), options);
            requireSame(target, before, after);
            Parts.carryOver(before, after, target);
            ManagedFields stated = ManagedFields.of(after);
            ManagedFields managed = stated.isEmpty() ? ManagedFields.of(before) : stated;
            ManagedFields owners = ownership(target).update(before, after, managed, manager(target, options));
            return store(target, before, after, owners, options);
        });
    }

    /** Stores the next state of an object whose field managers are known. */
    ObjectNode store(Target target, ObjectNode before, ObjectNode after, ManagedFields owners, WriteOptions options) {
        ResourceType type = target.type();
        fix(before, after);
        Generation.set(before, after, type);
        owners.writeTo(after);
        Validation.ofChange(before, after, target.type(), target.status());
        if (sameBesidesTimes(before, after)) {
            return before;
        }
        if (options.dryRun()) {
            return after;
        }
        if (released(after) && !Containment.holds(type)) {
            ObjectNode gone = cluster.store().remove(type.storage(), target.key(), after);
            cluster.removed(target);
            return gone;
        }
        ObjectNode stored = cluster.store().put(type.storage(), target.key(), after);
        cluster.containment().stored(type, stored);
        cluster.removed(target);
        return stored;
    }

    /** Whether a deleted object can be removed; during its grace period it stays, whatever is written. */
    private static boolean released(ObjectNode object) {
        boolean timeLeft =
                Metadata.of(object).path("deletionGracePeriodSeconds").asLong() > 0;
        return Metadata.deleting(object) && Metadata.finalizers(object).isEmpty() && !timeLeft;
    }

    /** The real server sets no time for writes through scale. */
    private FieldOwnership ownership(Target target) {
        String now = target.subresource().equals("scale") ? "" : cluster.now();
        return new FieldOwnership(target.type().schema(), target.type().apiVersion(), now);
    }

    static ManagedFields.Manager manager(Target target, WriteOptions options) {
        return ManagedFields.Manager.updating(
                options.fieldManager(), target.type().apiVersion(), target.subresource());
    }

    private static void requireSame(Target target, ObjectNode before, ObjectNode after) {
        ResourceType type = target.type();
        if (!Metadata.name(after).equals(target.name())) {
            throw Failures.badRequest("the name of the object (" + Metadata.name(after)
                    + ") does not match the name on the URL (" + target.name() + ")");
        }
        Creation.requireNamespace(after, target);
        requireUid(type, before, after);
        String version = Metadata.resourceVersion(after);
        if (version.isEmpty() && !WITHOUT_PRECONDITION.contains(type.storage())) {
            throw Failures.unconditional(type, target.name());
        }
        if (!version.isEmpty() && !version.equals(Metadata.resourceVersion(before))) {
            throw Failures.stale(type, target.name());
        }
    }

    private static void requireUid(ResourceType type, ObjectNode before, ObjectNode after) {
        String uid = Metadata.uid(after);
        if (!uid.isEmpty() && !uid.equals(Metadata.uid(before))) {
            throw Failures.conflict(
                    type,
                    Metadata.name(after),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                            + Metadata.uid(before));
        }
    }

    private static void fix(ObjectNode before, ObjectNode after) {
        ObjectNode metadata = Metadata.of(after);
        FIXED.forEach(each -> {
            if (Metadata.of(before).has(each)) {
                metadata.set(each, Metadata.of(before).get(each));
            } else {
                metadata.remove(each);
            }
        });
        metadata.put("resourceVersion", Metadata.resourceVersion(before));
    }

    /** Whether only the times of managers differ: then nothing is written. */
    private static boolean sameBesidesTimes(ObjectNode before, ObjectNode after) {
        return Json.same(withoutTimes(before), withoutTimes(after));
    }

    private static ObjectNode withoutTimes(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        Json.at(copy, "metadata", "managedFields").forEach(each -> ((ObjectNode) each).remove("time"));
        return copy;
    }
}
