package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * Deletes objects: immediately, or once their finalizers, contents or grace period allow it. A namespace goes
 * with its contents.
 */
final class Deletion {
    private static final String NAMESPACES = "/namespaces";

    private final Cluster cluster;
    private final Store store;

    Deletion(Cluster cluster) {
        this.cluster = cluster;
        this.store = cluster.store();
    }

    /** What a deletion asks for, in its body or its query. A grace period of -1 means the object's own. */
    private record Options(String uid, String resourceVersion, long grace, boolean dryRun) {

        static Options of(Request request) {
            JsonNode body = request.body();
            String propagation = body.path("propagationPolicy").asText(request.option("propagationPolicy"));
            if (!Set.of("", "Background").contains(propagation)) {
                throw Failure.badRequest(
                        "this API server deletes dependants in the background alone (--cascade=background),"
                                + " not by propagationPolicy " + propagation);
            }
            return new Options(
                    Json.text(body, "preconditions", "uid"),
                    Json.text(body, "preconditions", "resourceVersion"),
                    body.path("gracePeriodSeconds").asLong(request.number("gracePeriodSeconds", -1)),
                    request.dryRun() || body.path("dryRun").path(0).asText().equals("All"));
        }

        void require(Target target, ObjectNode object) {
            if (!(uid.isEmpty() || uid.equals(Meta.uid(object)))
                    || !(resourceVersion.isEmpty() || resourceVersion.equals(Meta.version(object)))) {
                throw Failure.conflict(
                        target.type(),
                        target.name(),
                        "the UID or ResourceVersion in the precondition (" + uid + " " + resourceVersion
                                + ") does not match that in record. The object might have been modified or recreated");
            }
        }
    }

    /** Deletes the object; returns it if it is still terminating, else a Status of success. */
    ObjectNode delete(Target target, Request request) {
        Options options = Options.of(request);
        if (target.type().storage().equals(ResourceType.DEFINITIONS)) {
            throw Failure.forbidden(target.type(), target.name(), "this API server serves a type until it ends");
        }
        return store.exclusively(() -> {
            ObjectNode before = cluster.live(target);
            options.require(target, before);
            if (!options.dryRun()) {
                delete(target, before, options.grace());
            }
            ObjectNode left = store.get(target.type().storage(), target.key());
            return left == null ? success(target, before) : left;
        });
    }

    private void delete(Target target, ObjectNode before, long asked) {
        long grace = ClaimProtection.gracePeriod(target.type(), before, asked);
        ObjectNode marked = marked(before, target.type(), grace);
        if (isNamespace(target.type())) {
            store.write(NAMESPACES, target.key(), marked, false);
            contents(target.name()).forEach(each -> delete(each, cluster.live(each), -1));
            sweep(target.name());
        } else if (Meta.released(marked)) {
            remove(target, marked);
        } else if (!Json.same(before, marked)) {
            store.write(target.type().storage(), target.key(), marked, false);
            sweep(target.namespace());
        }
    }

    /** The next state of an object whose deletion is requested; another request only shortens the grace period. */
    private ObjectNode marked(ObjectNode before, ResourceType type, long grace) {
        ObjectNode object = before.deepCopy();
        ObjectNode metadata = Meta.of(object);
        boolean again = Meta.deleting(object);
        if (again && metadata.path("deletionGracePeriodSeconds").asLong() <= grace) {
            return object;
        }
        metadata.put("deletionTimestamp", Cluster.now(grace)).put("deletionGracePeriodSeconds", grace);
        if (!again && metadata.has("generation")) {
            metadata.put("generation", metadata.get("generation").asLong() + 1);
        }
        if (isNamespace(type)) {
            Json.objectAt(object, "status").put("phase", "Terminating");
        }
        return object;
    }

    /** Removes an object, and what waited for that. */
    ObjectNode remove(Target target, ObjectNode last) {
        ObjectNode gone = store.write(target.type().storage(), target.key(), last, true);
        sweep(target.namespace());
        return gone;
    }

    /** Releases the claims of a namespace that no pod uses, and removes it if it is being deleted and is empty. */
    void sweep(String namespace) {
        ClaimProtection.release(store, namespace);
        Store.Key key = new Store.Key("", namespace);
        ObjectNode live = store.get(NAMESPACES, key);
        if (live != null && Meta.released(live) && contents(namespace).isEmpty()) {
            store.write(NAMESPACES, key, live, true);
        }
    }

    static boolean isNamespace(ResourceType type) {
        return type.storage().equals(NAMESPACES);
    }

    private List<Target> contents(String namespace) {
        return cluster.types().all().stream()
                .filter(ResourceType::namespaced)
                .flatMap(each -> store.snapshot(each.storage()).objects().keySet().stream()
                        .map(key -> new Target(each, key.namespace(), key.name(), "")))
                .filter(each -> each.namespace().equals(namespace))
                .toList();
    }

    /** Requires that a namespace accepts new objects. */
    void requireOpen(ResourceType type, Store.Key key) {
        if (!type.namespaced()) {
            return;
        }
        ResourceType namespaces = cluster.types().find("", "v1", "namespaces").orElseThrow();
        if (Meta.deleting(cluster.live(new Target(namespaces, "", key.namespace(), "")))) {
            throw Failure.forbidden(
                    type, key.name(), "namespace " + key.namespace() + " is being terminated, and takes nothing new");
        }
    }

    private static ObjectNode success(Target target, JsonNode object) {
        ObjectNode status =
                Json.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
        status.putObject("details")
                .put("name", target.name())
                .put("group", target.type().group())
                .put("kind", target.type().plural())
                .put("uid", Meta.uid(object));
        return status;
    }
}
