package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.ArrayList;
import java.util.List;

/** Restricts what a write may change: the status through its subresource only, the rest through the object only. */
final class Parts {
    private Parts() {}

    /** Copies the parts that this write must not change from the previous state. */
    static void carryOver(ObjectNode before, ObjectNode after, Target target) {
        ResourceType type = target.type();
        if (!target.status()) {
            keepAssigned(before, after, type);
            if (type.hasStatus()) {
                copy("status", before, after);
            }
        } else if (type.custom()) {
            JsonNode status = after.get("status");
            JsonNode managed = Metadata.of(after).get("managedFields");
            List<String> names = new ArrayList<>();
            after.fieldNames().forEachRemaining(names::add);
            after.remove(names);
            after.setAll(before.deepCopy());
            set(after, "status", status);
            set(Metadata.of(after), "managedFields", managed);
        } else {
            copy("spec", before, after);
        }
    }

    /** A value that the server assigned stays when a writer does not set it. */
    private static void keepAssigned(ObjectNode before, ObjectNode after, ResourceType type) {
        if (type.is("", "services")
                && after.path("spec")
                        .path("type")
                        .asText()
                        .equals(before.path("spec").path("type").asText())) {
            for (String field : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
                keep(field, before, after);
            }
        }
        if (type.is("", "namespaces")) {
            keep("finalizers", before, after);
        }
    }

    private static void keep(String field, ObjectNode before, ObjectNode after) {
        JsonNode old = before.path("spec").get(field);
        if (old != null && after.get("spec") instanceof ObjectNode spec && !spec.has(field)) {
            spec.set(field, old.deepCopy());
        }
    }

    private static void copy(String field, ObjectNode before, ObjectNode after) {
        JsonNode old = before.get(field);
        set(after, field, old == null ? null : old.deepCopy());
    }

    private static void set(ObjectNode object, String field, JsonNode value) {
        if (value == null) {
            object.remove(field);
        } else {
            object.set(field, value);
        }
    }
}
