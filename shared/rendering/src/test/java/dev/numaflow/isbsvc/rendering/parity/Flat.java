package dev.numaflow.isbsvc.rendering.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** A tree as paths with values; elements of a list are named by what tells them apart, so that order and insertions do not matter. */
final class Flat {

    private final Map<String, String> values = new TreeMap<>();

    private Flat() {}

    static Map<String, String> of(JsonNode tree) {
        Flat flat = new Flat();
        flat.add("", tree);
        return flat.values;
    }

    private void add(String path, JsonNode node) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(e -> add(path.isEmpty() ? e.getKey() : path + "." + e.getKey(), e.getValue()));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                add(path + "[" + name(node.get(i), i) + "]", node.get(i));
            }
        } else if (!node.isContainerNode() && !node.isNull()) {
            values.put(path, node.asText());
        }
    }

    private static String name(JsonNode element, int index) {
        for (String key : new String[] {"name", "topologyKey"}) {
            if (element.path(key).isTextual()) {
                return element.path(key).asText();
            }
        }
        return Integer.toString(index);
    }
}
