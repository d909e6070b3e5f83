package dev.numaflow.isbsvc.apiserver.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.util.function.Function;

/** One column: its definition, its priority, and its value for an object. */
record TableColumn(String name, String type, String format, int priority, Function<ObjectNode, JsonNode> value) {

    static TableColumn text(String name, Function<ObjectNode, String> value) {
        return new TableColumn(name, "string", "", 0, object -> Json.object().textNode(value.apply(object)));
    }

    ObjectNode definition() {
        return Json.object()
                .put("name", name)
                .put("type", type)
                .put("format", format)
                .put("description", name)
                .put("priority", priority);
    }

    JsonNode cell(ObjectNode object) {
        return value.apply(object);
    }
}
