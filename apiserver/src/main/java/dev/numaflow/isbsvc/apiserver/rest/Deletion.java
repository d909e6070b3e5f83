package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Deletes objects: immediately, or once their finalizers, contents or grace period allow it. */
final class Deletion {
    private final Cluster cluster;

    Deletion(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Deletes the object; returns it if it is still terminating, else a Status of success. */
    ObjectNode delete(Target target, DeleteOptions options) {
        return cluster.store().exclusively(() -> {
            ObjectNode before = cluster.live(target);
            requirePreconditions(target, before, options);
            ObjectNode next = before.deepCopy();
            setFinalizers(next, options.propagation());
            ResourceType type = target.type();
            long grace = options.gracePeriod(type, before);
            List<Containment.Content> contents =
                    Containment.holds(type) ? cluster.containment().contents(type, before) : List.of();
            boolean stays = !Metadata.finalizers(next).isEmpty() || grace > 0 || !contents.isEmpty();
            if (options.dryRun()) {
                return stays ? marked(next, type, grace) : success(target, before);
            }
            if (stays) {
                return mark(target, before, marked(next, type, grace), contents);
            }
            cluster.store().remove(type.storage(), target.key(), next);
            forget(type, before);
            cluster.removed(target);
            return success(target, before);
        });
    }

    private ObjectNode mark(Target target, ObjectNode before, ObjectNode after, List<Containment.Content> contents) {
        if (!Json.same(before, after)) {
            cluster.store().put(target.type().storage(), target.key(), after);
        }
        DeleteOptions background = DeleteOptions.background();
        contents.forEach(each -> delete(
                new Target(each.type(), each.key().namespace(), each.key().name(), ""), background));
        cluster.removed(target);
        return cluster.store().get(target.type().storage(), target.key()).orElseGet(() -> success(target, before));
    }

    /** The next state of an object whose deletion is requested; another request only shortens the grace period. */
    private ObjectNode marked(ObjectNode object, ResourceType type, long grace) {
        ObjectNode metadata = Metadata.of(object);
        boolean again = Metadata.deleting(object);
        if (again && metadata.path("deletionGracePeriodSeconds").asLong() <= grace) {
            return object;
        }
        String when = DateTimeFormatter.ISO_INSTANT.format(
                cluster.clock().instant().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS));
        metadata.put("deletionTimestamp", when).put("deletionGracePeriodSeconds", grace);
        if (!again && metadata.has("generation")) {
            metadata.put("generation", metadata.get("generation").asLong() + 1);
        }
        if (type.is("", "namespaces")) {
            metadata.remove("deletionGracePeriodSeconds");
            Json.objectAt(object, "status").put("phase", "Terminating");
        }
        return object;
    }

    private void forget(ResourceType type, ObjectNode object) {
        if (type.is("apiextensions.k8s.io", "customresourcedefinitions")) {
            cluster.types().undefine(Metadata.name(object));
        }
    }

    private static void requirePreconditions(Target target, ObjectNode object, DeleteOptions options) {
        require(
                target,
                "UID",
                options.uid(),
                Metadata.uid(object),
                "The object might have been deleted and then recreated");
        require(
                target,
                "ResourceVersion",
                options.resourceVersion(),
                Metadata.resourceVersion(object),
                "The object might have been modified");
    }

    private static void require(Target target, String what, String wanted, String found, String meaning) {
        if (!wanted.isEmpty() && !wanted.equals(found)) {
            throw Failures.conflict(
                    target.type(),
                    target.name(),
                    "the " + what + " in the precondition (" + wanted + ") does not match the " + what + " in record ("
                            + found + "). " + meaning);
        }
    }

    private static void setFinalizers(ObjectNode object, DeleteOptions.Propagation propagation) {
        List<String> finalizers = Metadata.finalizers(object);
        if (propagation == DeleteOptions.Propagation.UNSPECIFIED) {
            return;
        }
        finalizers.removeAll(List.of("foregroundDeletion", "orphan"));
        if (propagation == DeleteOptions.Propagation.FOREGROUND) {
            finalizers.add("foregroundDeletion");
        } else if (propagation == DeleteOptions.Propagation.ORPHAN) {
            finalizers.add("orphan");
        }
        ObjectNode metadata = Metadata.of(object);
        metadata.remove("finalizers");
        if (!finalizers.isEmpty()) {
            ArrayNode array = metadata.putArray("finalizers");
            finalizers.forEach(array::add);
        }
    }

    private static ObjectNode success(Target target, JsonNode object) {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details").put("name", target.name());
        if (!target.type().group().isEmpty()) {
            details.put("group", target.type().group());
        }
        details.put("kind", target.type().plural()).put("uid", Metadata.uid(object));
        return status;
    }
}
