package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.Set;

/** Increments metadata.generation at each change of the desired state. */
final class Generation {
    private static final Set<String> BUILTIN = Set.of(
            "apps/statefulsets",
            "policy/poddisruptionbudgets",
            "/pods",
            "apiextensions.k8s.io/customresourcedefinitions");

    private Generation() {}

    static boolean counted(ResourceType type) {
        return type.custom() || BUILTIN.contains(type.storage());
    }

    /** Sets the generation of the next state. */
    static void set(ObjectNode before, ObjectNode after, ResourceType type) {
        ObjectNode metadata = Metadata.of(after);
        if (counted(type)) {
            long generation = Metadata.of(before).path("generation").asLong();
            metadata.put("generation", changed(before, after, type) ? generation + 1 : generation);
        } else {
            metadata.remove("generation");
        }
    }

    private static boolean changed(ObjectNode before, ObjectNode after, ResourceType type) {
        return type.custom()
                ? !Json.same(wanted(before, type), wanted(after, type))
                : !Json.same(before.path("spec"), after.path("spec"));
    }

    private static ObjectNode wanted(ObjectNode object, ResourceType type) {
        ObjectNode wanted = object.deepCopy();
        wanted.remove("metadata");
        if (type.hasStatus()) {
            wanted.remove("status");
        }
        return wanted;
    }
}
