package dev.numaflow.isbsvc.rendering.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import org.yaml.snakeyaml.error.YAMLException;

/** Copies loaded documents into trees. Aliases are expanded here, so depth and size are bounded. */
final class TreeBuilder {

    private static final int DEEPEST = 100;
    private static final int MOST_NODES = 200_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private int nodes;

    JsonNode build(Object document) {
        return tree(document, 0);
    }

    private JsonNode tree(Object value, int depth) {
        nodes++;
        if (depth > DEEPEST || nodes > MOST_NODES) {
            throw new YAMLException("documents which refer to themselves, or grow out of all bounds by references");
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            map.forEach((key, element) -> object.set(name(key), tree(element, depth + 1)));
            return object;
        }
        if (value instanceof Collection<?> list) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            list.forEach(element -> array.add(tree(element, depth + 1)));
            return array;
        }
        return JSON.valueToTree(value);
    }

    private static String name(Object key) {
        if (key instanceof Map || key instanceof Collection) {
            throw new YAMLException("a map or a list where a field's name should be");
        }
        return String.valueOf(key);
    }
}
