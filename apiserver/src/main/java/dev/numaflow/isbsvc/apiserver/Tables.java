package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Converts objects to the Tables that kubectl prints: the name, what a CustomResourceDefinition adds, and the age. */
final class Tables {
    private static final JsonNode AGE =
            Json.object().put("name", "Age").put("type", "date").put("jsonPath", ".metadata.creationTimestamp");

    private Tables() {}

    static ObjectNode of(ObjectNode object, ResourceType type, Request request) {
        List<JsonNode> columns = new ArrayList<>();
        type.columns().forEach(columns::add);
        if (columns.isEmpty()) {
            columns.add(AGE);
        }
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", object.has("items") ? object.path("metadata") : Json.object());
        ArrayNode definitions = table.putArray("columnDefinitions");
        definition(definitions, "Name", "string", "name", 0);
        columns.forEach(each -> definition(
                definitions,
                Json.text(each, "name"),
                Json.text(each, "type"),
                Json.text(each, "format"),
                each.path("priority").asInt()));
        ArrayNode rows = table.putArray("rows");
        Iterable<JsonNode> objects = object.has("items") ? object.path("items") : List.of(object);
        for (JsonNode each : objects) {
            ObjectNode row = rows.addObject();
            ArrayNode cells = row.putArray("cells").add(Meta.name(each));
            columns.forEach(column -> cells.add(cell(each, column)));
            switch (request.option("includeObject")) {
                case "None" -> {}
                case "Object" -> row.set("object", each);
                default -> row.set("object", Api.metadataOf((ObjectNode) each, "PartialObjectMetadata"));
            }
        }
        return table;
    }

    private static void definition(ArrayNode definitions, String name, String type, String format, int priority) {
        definitions
                .addObject()
                .put("name", name)
                .put("type", type)
                .put("format", format)
                .put("description", name)
                .put("priority", priority);
    }

    private static JsonNode cell(JsonNode object, JsonNode column) {
        JsonNode value =
                Json.at(object, Json.text(column, "jsonPath").substring(1).split("\\."));
        if (Json.absent(value)) {
            return NullNode.getInstance();
        }
        return switch (Json.text(column, "type")) {
            case "date" -> Json.object().textNode(age(value.asText()));
            case "string" -> Json.object().textNode(value.asText(value.toString()));
            default -> value;
        };
    }

    private static String age(String timestamp) {
        Duration age = Duration.between(Instant.parse(timestamp), Instant.now());
        if (age.toMinutes() < 2) {
            return Math.max(0, age.toSeconds()) + "s";
        }
        return age.toHours() < 3
                ? age.toMinutes() + "m"
                : age.toHours() < 48 ? age.toHours() + "h" : age.toDays() + "d";
    }
}
