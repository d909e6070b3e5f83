package dev.numaflow.isbsvc.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** How FieldsV1 names the fields of an object and the items of a list. */
final class PathElements {
    private PathElements() {}

    static String field(String name) {
        return "f:" + name;
    }

    /** Whether ownership of the list is by item. */
    static boolean associative(Schema schema) {
        return schema != null && !schema.listType().equals("atomic");
    }

    /** The items of an associative list by path element, in order; the first of duplicates wins. */
    static Map<String, JsonNode> items(JsonNode list, Schema schema) {
        Map<String, JsonNode> items = new LinkedHashMap<>();
        if (list instanceof ArrayNode array) {
            array.forEach(each -> items.putIfAbsent(item(each, schema), each));
        }
        return items;
    }

    private static String item(JsonNode item, Schema schema) {
        if (schema.listType().equals("set")) {
            return "v:" + Json.text(item);
        }
        ObjectNode key = Json.object();
        for (String name : new TreeSet<>(schema.listKeys())) {
            JsonNode value = item.get(name);
            if (value == null) {
                value = schema.items()
                        .flatMap(items -> items.child(name))
                        .map(Schema::defaultValue)
                        .filter(standard -> !standard.isMissingNode())
                        .orElse(null);
            }
            if (value != null) {
                key.set(name, value);
            }
        }
        return "k:" + Json.text(key);
    }

    /** A path as messages write it: .spec.containers[name="main"].image. */
    static String readable(List<String> path) {
        StringBuilder text = new StringBuilder();
        for (String element : path) {
            String rest = element.substring(2);
            if (element.startsWith("f:")) {
                text.append('.').append(rest);
            } else if (element.startsWith("k:")) {
                text.append('[');
                Json.parseOwn(rest).properties().forEach(each -> text.append(
                                text.charAt(text.length() - 1) == '[' ? "" : ",")
                        .append(each.getKey())
                        .append('=')
                        .append(each.getValue()));
                text.append(']');
            } else {
                text.append("[=").append(rest).append(']');
            }
        }
        return text.toString();
    }

    static Schema child(Schema schema, String name) {
        return Optional.ofNullable(schema).flatMap(s -> s.child(name)).orElse(null);
    }

    static Schema itemsOf(Schema schema) {
        return schema.items().orElse(null);
    }
}
