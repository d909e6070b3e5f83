package dev.numaflow.isbsvc.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.schema.Schema;
import java.util.HashSet;
import java.util.Set;

/** Strategic merge patch of built-in types: merges lists by the keys of their schema and honours directives. */
public final class StrategicMergePatch {
    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";

    private StrategicMergePatch() {}

    /** Returns the patched object; does not modify the target. */
    public static ObjectNode apply(ObjectNode target, ObjectNode patch, Schema schema) {
        return switch (patch.path(DIRECTIVE).asText("merge")) {
            case "replace" -> withoutDirectives(patch);
            case "delete" -> Json.object();
            case "merge" -> merge(target, patch, schema);
            default -> throw new IllegalArgumentException("unknown directive " + patch.path(DIRECTIVE));
        };
    }

    private static ObjectNode merge(ObjectNode target, ObjectNode patch, Schema schema) {
        ObjectNode result = target.deepCopy();
        retainKeys(result, patch);
        patch.properties().forEach(each -> {
            String name = each.getKey();
            if (name.startsWith(DELETE_FROM)) {
                deleteFrom(result.get(name.substring(DELETE_FROM.length())), each.getValue());
            } else if (!name.startsWith("$")) {
                mergeField(result, name, each.getValue(), child(schema, name));
            }
        });
        patch.properties().forEach(each -> {
            if (each.getKey().startsWith(ORDER)) {
                String name = each.getKey().substring(ORDER.length());
                ListOrder.arrange(result.get(name), each.getValue(), mergeKey(child(schema, name)));
            }
        });
        return result;
    }

    private static void mergeField(ObjectNode result, String name, JsonNode value, Schema schema) {
        JsonNode present = result.get(name);
        if (value.isNull()) {
            result.remove(name);
        } else if (value instanceof ObjectNode object) {
            ObjectNode base = present instanceof ObjectNode old ? old : Json.object();
            boolean deleted = object.path(DIRECTIVE).asText().equals("delete");
            if (deleted) {
                result.remove(name);
            } else {
                result.set(name, apply(base, object, schema));
            }
        } else if (value instanceof ArrayNode array && merges(schema)) {
            result.set(name, mergeList(present instanceof ArrayNode old ? old : Json.array(), array, schema));
        } else {
            result.set(name, value.deepCopy());
        }
    }

    private static ArrayNode mergeList(ArrayNode present, ArrayNode patch, Schema schema) {
        String key = mergeKey(schema);
        ArrayNode result = replaces(patch) ? Json.array() : present.deepCopy();
        for (JsonNode item : patch) {
            int index = ListOrder.indexOf(result, item, key);
            String directive = item.path(DIRECTIVE).asText();
            if (directive.equals("replace") && item.size() == 1) {
                continue;
            }
            if (directive.equals("delete")) {
                removeAt(result, index);
            } else if (index < 0) {
                result.add(item instanceof ObjectNode object ? apply(Json.object(), object, items(schema)) : item);
            } else if (item instanceof ObjectNode object) {
                result.set(index, apply((ObjectNode) result.get(index), object, items(schema)));
            }
        }
        return result;
    }

    private static void removeAt(ArrayNode list, int index) {
        if (index >= 0) {
            list.remove(index);
        }
    }

    private static boolean replaces(ArrayNode patch) {
        for (JsonNode item : patch) {
            if (item.size() == 1 && item.path(DIRECTIVE).asText().equals("replace")) {
                return true;
            }
        }
        return false;
    }

    private static void retainKeys(ObjectNode result, ObjectNode patch) {
        if (patch.path(RETAIN_KEYS).isArray()) {
            Set<String> kept = new HashSet<>();
            patch.get(RETAIN_KEYS).forEach(each -> kept.add(each.asText()));
            result.retain(kept);
        }
    }

    private static void deleteFrom(JsonNode list, JsonNode gone) {
        if (list instanceof ArrayNode array) {
            gone.forEach(each -> removeAt(array, ListOrder.indexOf(array, each, "")));
        }
    }

    private static ObjectNode withoutDirectives(ObjectNode patch) {
        ObjectNode result = patch.deepCopy();
        result.remove(DIRECTIVE);
        return result;
    }

    private static boolean merges(Schema schema) {
        return schema != null
                && schema.keyword("x-kubernetes-patch-strategy").asText().contains("merge");
    }

    private static String mergeKey(Schema schema) {
        return schema == null
                ? ""
                : schema.keyword("x-kubernetes-patch-merge-key").asText();
    }

    private static Schema child(Schema schema, String name) {
        return schema == null ? null : schema.child(name).orElse(null);
    }

    private static Schema items(Schema schema) {
        return schema.items().orElse(null);
    }
}
