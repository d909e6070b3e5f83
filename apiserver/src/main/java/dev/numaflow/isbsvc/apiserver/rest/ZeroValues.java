package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.schema.Schema;
import java.util.Map;

/** Completes an empty built-in object as the typed encoding of the real server does. */
final class ZeroValues {
    private ZeroValues() {}

    /** A required field without a zero value (a list, a map, a pointer) is written as null. */
    static void addRequiredNulls(ObjectNode object, Schema schema) {
        for (JsonNode required : schema.keyword("required")) {
            if (!object.has(required.asText())) {
                object.putNull(required.asText());
            }
        }
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            if (each.getValue() instanceof ObjectNode child) {
                schema.child(each.getKey()).ifPresent(childSchema -> addRequiredNulls(child, childSchema));
            }
        }
    }
}
