package dev.numaflow.isbsvc.apiserver.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Converts objects to the Tables that kubectl prints. */
public final class Tables {
    private final Clock clock;

    public Tables(Clock clock) {
        this.clock = clock;
    }

    /** The table of an object or of a list. */
    public ObjectNode of(ObjectNode object, ResourceType type, Map<String, String> query) {
        boolean bookmark = !object.has("items") && Json.absent(Json.at(object, "metadata", "name"));
        List<TableColumn> columns = Columns.of(type, clock);
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        ObjectNode metadata = table.putObject("metadata");
        for (String field : List.of("resourceVersion", "continue", "remainingItemCount")) {
            JsonNode value = Json.at(object, "metadata", field);
            if (!Json.absent(value)) {
                metadata.set(field, value);
            }
        }
        ArrayNode definitions = table.putArray("columnDefinitions");
        columns.forEach(each -> definitions.add(each.definition()));
        ArrayNode rows = table.putArray("rows");
        if (object.path("items") instanceof ArrayNode items) {
            items.forEach(each -> rows.add(row((ObjectNode) each, columns, type, query)));
        } else if (!bookmark) {
            rows.add(row(object, columns, type, query));
        }
        return table;
    }

    private static ObjectNode row(
            ObjectNode object, List<TableColumn> columns, ResourceType type, Map<String, String> query) {
        ObjectNode row = Json.object();
        ArrayNode cells = row.putArray("cells");
        columns.forEach(each -> cells.add(each.cell(object)));
        switch (query.getOrDefault("includeObject", "Metadata")) {
            case "None" -> {}
            case "Object" -> row.set("object", whole(object, type));
            default -> row.set("object", PartialMetadata.of(object));
        }
        return row;
    }

    private static ObjectNode whole(ObjectNode object, ResourceType type) {
        ObjectNode whole = Json.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
        whole.setAll(object);
        return whole;
    }
}
