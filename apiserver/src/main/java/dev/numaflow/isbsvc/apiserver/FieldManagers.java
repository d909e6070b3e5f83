package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Records in {@code metadata.managedFields} who wrote which field last, by which the functions distinguish what somebody added from a default.
 * A list is owned as a whole.
 */
final class FieldManagers {
    private static final String FIELDS = "fieldsV1";

    private static final List<String> OF_THE_SERVER = List.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "managedFields");

    private FieldManagers() {}

    /** Writes the managers of the next state: those of the request, or else of the live object, and the writer for what it changes. */
    static void record(ObjectNode before, ObjectNode after, String manager, String subresource, String now) {
        JsonNode stated = Json.at(after, "metadata", "managedFields");
        JsonNode base = stated.isEmpty() ? Json.at(before, "metadata", "managedFields") : stated;
        ObjectNode changed = changed(tracked(before), tracked(after));
        ObjectNode gone = changed(tracked(after), tracked(before));
        ArrayNode managers = Json.array();
        ObjectNode own = Json.object();
        for (JsonNode each : base) {
            ObjectNode entry = each.deepCopy();
            JsonNode fields = without(without(entry.path(FIELDS), gone), changed);
            entry.set(FIELDS, fields);
            boolean isOwn = Json.text(entry, "manager").equals(manager)
                    && Json.text(entry, "subresource").equals(subresource);
            if (isOwn) {
                own = entry;
            } else if (!fields.isEmpty()) {
                managers.add(entry);
            }
        }
        if (!changed.isEmpty()) {
            own.put("manager", manager).put("operation", "Update").put("time", now);
            own.put("apiVersion", Json.text(after, "apiVersion")).put("fieldsType", "FieldsV1");
            Json.set(own, "subresource", subresource.isEmpty() ? null : own.textNode(subresource));
            merge(Json.objectAt(own, FIELDS), changed);
        }
        if (!own.path(FIELDS).isEmpty()) {
            managers.add(own);
        }
        Json.set(Meta.of(after), "managedFields", managers.isEmpty() ? null : managers);
    }

    private static ObjectNode tracked(ObjectNode object) {
        ObjectNode tracked = object.deepCopy();
        tracked.remove(List.of("apiVersion", "kind"));
        Meta.of(tracked).remove(OF_THE_SERVER);
        return tracked;
    }

    /** The fields that the second has otherwise than the first, or alone. */
    private static ObjectNode changed(JsonNode before, JsonNode after) {
        ObjectNode fields = Json.object();
        after.properties().forEach(each -> {
            JsonNode old = before.path(each.getKey());
            boolean isMap = each.getValue().isObject() && !each.getValue().isEmpty();
            ObjectNode below = isMap ? changed(old, each.getValue()) : Json.object();
            if (!below.isEmpty() || !isMap && !Json.same(old, each.getValue())) {
                fields.set("f:" + each.getKey(), below);
            }
        });
        return fields;
    }

    /** An empty set means the whole field. */
    private static JsonNode without(JsonNode fields, JsonNode others) {
        ObjectNode left = Json.object();
        fields.properties().forEach(each -> {
            JsonNode other = others.path(each.getKey());
            JsonNode below = without(each.getValue(), other);
            if (other.isMissingNode() || !other.isEmpty() && !below.isEmpty()) {
                left.set(each.getKey(), below);
            }
        });
        return left;
    }

    private static void merge(ObjectNode fields, JsonNode others) {
        others.properties().forEach(each -> merge(Json.objectAt(fields, each.getKey()), each.getValue()));
    }
}
