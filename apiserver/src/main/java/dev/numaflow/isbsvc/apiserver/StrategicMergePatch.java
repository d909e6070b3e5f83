package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Strategic merge patch of built-in types: merges lists by the keys of their schema and honours directives. */
final class StrategicMergePatch {
    private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
    private static final String DIRECTIVE = "$patch";
    private static final String ORDER = "$setElementOrder/";
    private static final Schema ANY = new Schema(Json.object());

    private StrategicMergePatch() {}

    /** Returns the patched object; does not modify the target. */
    static ObjectNode apply(JsonNode target, ObjectNode patch, Schema schema) {
        if (patch.has(DIRECTIVE)) {
            throw Failure.badRequest("this API server knows no directive but to delete: " + patch.get(DIRECTIVE));
        }
        ObjectNode result = target.isObject() ? target.deepCopy() : Json.object();
        if (patch.path("$retainKeys").isArray()) {
            result.retain(Json.texts(patch.get("$retainKeys")));
        }
        for (Map.Entry<String, JsonNode> each : patch.properties()) {
            String name = each.getKey();
            if (name.startsWith(DELETE_FROM)) {
                ArrayNode list = result.withArray(name.substring(DELETE_FROM.length()));
                each.getValue().forEach(gone -> removeAt(list, indexOf(list, gone, "")));
            } else if (!name.startsWith("$")) {
                mergeField(result, name, each.getValue(), schema.child(name).orElse(ANY));
            }
        }
        for (Map.Entry<String, JsonNode> each : patch.properties()) {
            if (each.getKey().startsWith(ORDER)) {
                String name = each.getKey().substring(ORDER.length());
                arrange(
                        result.path(name),
                        each.getValue(),
                        mergeKey(schema.child(name).orElse(ANY)));
            }
        }
        return result;
    }

    private static void mergeField(ObjectNode result, String name, JsonNode value, Schema schema) {
        if (value.isNull() || deletes(value)) {
            result.remove(name);
        } else if (value instanceof ObjectNode object) {
            result.set(name, apply(result.path(name), object, schema));
        } else if (value.isArray() && schema.text("x-kubernetes-patch-strategy").contains("merge")) {
            result.set(name, mergeList(result.path(name), value, schema));
        } else {
            result.set(name, value.deepCopy());
        }
    }

    private static ArrayNode mergeList(JsonNode present, JsonNode patch, Schema schema) {
        ArrayNode result = present.isArray() ? present.deepCopy() : Json.array();
        for (JsonNode item : patch) {
            int index = indexOf(result, item, mergeKey(schema));
            if (deletes(item)) {
                removeAt(result, index);
            } else if (item instanceof ObjectNode object) {
                JsonNode merged =
                        apply(result.path(index), object, schema.items().orElse(ANY));
                removeAt(result, index);
                result.insert(index < 0 ? result.size() : index, merged);
            } else if (index < 0) {
                result.add(item);
            }
        }
        return result;
    }

    private static boolean deletes(JsonNode item) {
        return Json.text(item, DIRECTIVE).equals("delete");
    }

    private static String mergeKey(Schema schema) {
        return schema.text("x-kubernetes-patch-merge-key");
    }

    private static void removeAt(ArrayNode list, int index) {
        if (index >= 0) {
            list.remove(index);
        }
    }

    /** By key, or by value without one. */
    private static int indexOf(JsonNode list, JsonNode item, String key) {
        for (int i = 0; i < list.size(); i++) {
            JsonNode other = list.get(i);
            if (key.isEmpty() ? Json.same(other, item) : Json.same(other.path(key), item.path(key))) {
                return i;
            }
        }
        return -1;
    }

    /** Sorts the items that the order names; the others stay where they are. */
    private static void arrange(JsonNode list, JsonNode order, String key) {
        List<JsonNode> named = new ArrayList<>();
        list.forEach(named::add);
        named.removeIf(each -> indexOf(order, each, key) < 0);
        named.sort(Comparator.comparingInt(each -> indexOf(order, each, key)));
        for (int i = 0; i < list.size(); i++) {
            if (indexOf(order, list.get(i), key) >= 0) {
                ((ArrayNode) list).set(i, named.remove(0));
            }
        }
    }
}
