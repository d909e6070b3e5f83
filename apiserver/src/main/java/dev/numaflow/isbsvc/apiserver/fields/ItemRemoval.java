package dev.numaflow.isbsvc.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.schema.Schema;

/** Removes a set of paths from a value. */
final class ItemRemoval {
    private ItemRemoval() {}

    /** Returns what is left; null if nothing is. */
    static JsonNode remove(JsonNode value, FieldSet paths, Schema schema) {
        if (value instanceof ObjectNode object) {
            return schema != null && schema.atomicMap() ? null : removeFields(object, paths, schema);
        }
        if (value instanceof ArrayNode array) {
            return PathElements.associative(schema) ? removeItems(array, paths, schema) : null;
        }
        return value;
    }

    private static JsonNode removeFields(ObjectNode object, FieldSet paths, Schema schema) {
        ObjectNode left = Json.object();
        object.properties().forEach(each -> {
            String element = PathElements.field(each.getKey());
            if (!paths.contains(element)) {
                JsonNode kept = keep(each.getValue(), paths.below(element), PathElements.child(schema, each.getKey()));
                if (kept != null) {
                    left.set(each.getKey(), kept);
                }
            }
        });
        return left.isEmpty() ? null : left;
    }

    private static JsonNode removeItems(ArrayNode array, FieldSet paths, Schema schema) {
        ArrayNode left = Json.array();
        PathElements.items(array, schema).forEach((element, item) -> {
            if (!paths.contains(element)) {
                JsonNode kept = keep(item, paths.below(element), PathElements.itemsOf(schema));
                if (kept != null) {
                    left.add(kept);
                }
            }
        });
        return left.isEmpty() ? null : left;
    }

    private static JsonNode keep(JsonNode value, FieldSet below, Schema schema) {
        return below.isEmpty() ? value : remove(value, below, schema);
    }
}
