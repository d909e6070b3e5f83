package dev.numaflow.isbsvc.rendering.crd;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a schema demands of values, as one line for each demand: path, keyword, value. */
final class Constraints {

    private static final Set<String> SHAPE = Set.of("properties", "items", "additionalProperties", "description");

    private final List<String> lines = new ArrayList<>();

    private Constraints() {}

    static List<String> of(JsonNode schema) {
        Constraints constraints = new Constraints();
        constraints.walk(schema, "");
        return constraints.lines;
    }

    private void walk(JsonNode schema, String path) {
        schema.properties().stream()
                .filter(keyword -> !SHAPE.contains(keyword.getKey()))
                .forEach(keyword -> lines.add(path + " " + keyword.getKey() + " " + keyword.getValue()));
        schema.path("properties").properties().forEach(field -> walk(field.getValue(), path + "." + field.getKey()));
        if (schema.has("items")) {
            walk(schema.path("items"), path + "[]");
        }
        if (schema.has("additionalProperties")) {
            walk(schema.path("additionalProperties"), path + ".*");
        }
    }
}
