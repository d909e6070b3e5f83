package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The OpenAPI schema of a value, for pruning, defaults and patches; of built-in and custom types alike. */
record Schema(JsonNode node) {

    /** The schema of a declared property or, of a map, of its values. */
    Optional<Schema> child(String property) {
        JsonNode declared = node.path("properties").path(property);
        return of(declared.isMissingNode() ? node.path("additionalProperties") : declared);
    }

    /** The schema of a list's elements. */
    Optional<Schema> items() {
        return of(node.path("items"));
    }

    private static Optional<Schema> of(JsonNode found) {
        return found.isObject() ? Optional.of(new Schema(found)) : Optional.empty();
    }

    String text(String keyword) {
        return node.path(keyword).asText("");
    }

    private boolean preservesUnknown() {
        return node.path("x-kubernetes-preserve-unknown-fields").asBoolean()
                || node.path("additionalProperties").asBoolean()
                || !node.has("type");
    }

    /** Removes the fields that the schema does not declare, in place, and returns their paths. */
    List<String> prune(JsonNode value) {
        List<String> unknown = new ArrayList<>();
        prune(value, "", unknown);
        return unknown;
    }

    private void prune(JsonNode value, String path, List<String> unknown) {
        if (value instanceof ArrayNode array && items().isPresent()) {
            for (int i = 0; i < array.size(); i++) {
                items().get().prune(array.get(i), path + "[" + i + "]", unknown);
            }
        }
        if (!(value instanceof ObjectNode object)) {
            return;
        }
        for (String name : Json.names(object)) {
            String here = path.isEmpty() ? name : path + "." + name;
            Optional<Schema> child = child(name);
            if (child.isPresent()) {
                child.get().prune(object.get(name), here, unknown);
            } else if (!preservesUnknown()) {
                unknown.add(here);
                object.remove(name);
            }
        }
    }

    /** Sets defaults where a value is absent, in place, and drops each null that the schema does not allow. */
    void complete(JsonNode value) {
        if (value instanceof ArrayNode array && items().isPresent()) {
            array.forEach(items().get()::complete);
        }
        if (!(value instanceof ObjectNode object)) {
            return;
        }
        for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
            String name = property.getKey();
            boolean nullable = property.getValue().path("nullable").asBoolean();
            if (!object.has(name) || object.get(name).isNull() && !nullable) {
                Json.set(object, name, property.getValue().path("default"));
            }
        }
        for (String name : Json.names(object)) {
            child(name).ifPresent(child -> child.complete(object.get(name)));
        }
    }
}
