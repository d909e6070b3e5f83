package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Creates and updates objects. */
final class Writing {
    private static final List<String> FIXED =
            List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation");

    private static final int SUFFIX_LENGTH = 5;

    private final Cluster cluster;
    private final Deletion deletion;

    Writing(Cluster cluster, Deletion deletion) {
        this.cluster = cluster;
        this.deletion = deletion;
    }

    ObjectNode create(Target target, Request request, List<String> warnings) {
        ObjectNode object = request.object();
        ResourceType type = target.type();
        warnings.addAll(ServerFields.warnings(type));
        if (!Meta.version(object).isEmpty()) {
            throw Failure.badRequest("resourceVersion should not be set on objects to be created");
        }
        ObjectNode metadata = Meta.of(object);
        String prefix = Json.text(metadata, "generateName");
        if (Meta.name(object).isEmpty() && !prefix.isEmpty()) {
            metadata.put("name", prefix + UUID.randomUUID().toString().substring(0, SUFFIX_LENGTH));
        }
        Cluster.decode(object, target, request, warnings);
        if (Meta.name(object).isEmpty()) {
            throw Failure.invalid(type, "", "metadata.name", "FieldValueRequired", "name or generateName is required");
        }
        metadata.remove(FIXED);
        if (type.hasStatus()) {
            object.remove("status");
        }
        return cluster.store().exclusively(() -> {
            Store.Key key = new Store.Key(target.namespace(), Meta.name(object));
            deletion.requireOpen(type, key);
            if (cluster.store().get(type.storage(), key) != null) {
                throw Failure.alreadyExists(type, key.name());
            }
            metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", Cluster.now());
            Cluster.setGeneration(Json.object(), object, type);
            Cluster.validate(object, type);
            FieldManagers.record(Json.object(), object, request.manager(), "", Cluster.now());
            ServerFields.begin(object, type, Cluster.now());
            return request.dryRun() ? object : stored(type, key, object);
        });
    }

    private ObjectNode stored(ResourceType type, Store.Key key, ObjectNode object) {
        if (type.storage().equals(ResourceType.DEFINITIONS)) {
            cluster.types().define(object);
        }
        return cluster.store().write(type.storage(), key, object, false);
    }

    /** PUT, or the result of a patch: the change gets a copy of the live object. */
    ObjectNode update(Target target, UnaryOperator<ObjectNode> change, Request request, List<String> warnings) {
        ResourceType type = target.type();
        return cluster.store().exclusively(() -> {
            ObjectNode before = cluster.live(target);
            ObjectNode after = change.apply(before.deepCopy());
            Cluster.decode(after, target, request, warnings);
            requireSame(target, before, after);
            onlyItsPart(before, after, target);
            FIXED.forEach(each -> Json.set(Meta.of(after), each, Meta.of(before).get(each)));
            Meta.of(after).put("resourceVersion", Meta.version(before));
            Cluster.setGeneration(before, after, type);
            Cluster.validate(after, type);
            requireNoNewFinalizers(target, before, after);
            FieldManagers.record(before, after, request.manager(), target.subresource(), Cluster.now());
            if (request.dryRun() || Json.same(before, after)) {
                return after;
            }
            if (Meta.released(after) && !Deletion.isNamespace(type)) {
                return deletion.remove(target, after);
            }
            ObjectNode written = stored(type, target.key(), after);
            deletion.sweep(Deletion.isNamespace(type) ? target.name() : target.namespace());
            return written;
        });
    }

    private static void requireSame(Target target, ObjectNode before, ObjectNode after) {
        ResourceType type = target.type();
        if (!Meta.name(after).equals(target.name())) {
            throw Failure.badRequest("the name of the object (" + Meta.name(after)
                    + ") does not match the name on the URL (" + target.name() + ")");
        }
        String uid = Meta.uid(after);
        if (!uid.isEmpty() && !uid.equals(Meta.uid(before))) {
            throw Failure.conflict(
                    type,
                    target.name(),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + Meta.uid(before));
        }
        String version = Meta.version(after);
        if (version.isEmpty() && type.custom()) {
            throw Failure.invalid(
                    type,
                    target.name(),
                    "metadata.resourceVersion",
                    "FieldValueInvalid",
                    "must be specified for an update");
        }
        if (!version.isEmpty() && !version.equals(Meta.version(before))) {
            throw Failure.stale(type, target.name());
        }
    }

    /** The status is written through its subresource only, the rest through the object only. */
    private static void onlyItsPart(ObjectNode before, ObjectNode after, Target target) {
        if (target.status()) {
            JsonNode status = after.path("status").deepCopy();
            JsonNode managers = Json.at(after, "metadata", "managedFields").deepCopy();
            after.removeAll();
            after.setAll(before.deepCopy());
            Json.set(after, "status", status);
            Json.set(Meta.of(after), "managedFields", managers);
        } else if (target.type().hasStatus()) {
            Json.set(after, "status", before.get("status"));
        }
    }

    private static void requireNoNewFinalizers(Target target, ObjectNode before, ObjectNode after) {
        if (Meta.deleting(before) && !Meta.finalizers(before).containsAll(Meta.finalizers(after))) {
            throw Failure.invalid(
                    target.type(),
                    target.name(),
                    "metadata.finalizers",
                    "FieldValueForbidden",
                    "Forbidden: no new finalizers can be added if the object is being deleted");
        }
    }

    /** Assigns a pod to a node, once for a pod. */
    ObjectNode bind(Target target, Request request) {
        String node = Json.text(request.object(), "target", "name");
        return cluster.store().exclusively(() -> {
            ObjectNode pod = cluster.live(target).deepCopy();
            if (!Json.text(pod, "spec", "nodeName").isEmpty() || Meta.deleting(pod) || node.isEmpty()) {
                throw Failure.conflict(target.type(), target.name(), "the pod cannot be assigned to node " + node);
            }
            Json.objectAt(pod, "spec").put("nodeName", node);
            if (!request.dryRun()) {
                cluster.store().write(target.type().storage(), target.key(), pod, false);
            }
            return Json.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
        });
    }
}
