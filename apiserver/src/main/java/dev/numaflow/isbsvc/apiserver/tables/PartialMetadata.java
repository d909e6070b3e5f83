package dev.numaflow.isbsvc.apiserver.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;

/** Converts objects to PartialObjectMetadata, for clients that must not see, or do not need, their content. */
public final class PartialMetadata {
    private static final String API_VERSION = "meta.k8s.io/v1";

    private PartialMetadata() {}

    /** The metadata of one object. */
    public static ObjectNode of(ObjectNode object) {
        ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", API_VERSION);
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    /** The metadata of each object of a list. */
    public static ObjectNode ofList(ObjectNode list) {
        ObjectNode partial =
                Json.object().put("kind", "PartialObjectMetadataList").put("apiVersion", API_VERSION);
        partial.set("metadata", list.path("metadata"));
        ArrayNode items = partial.putArray("items");
        for (JsonNode each : list.path("items")) {
            items.add(of((ObjectNode) each));
        }
        return partial;
    }
}
