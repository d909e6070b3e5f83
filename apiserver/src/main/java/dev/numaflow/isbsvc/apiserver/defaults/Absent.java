package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;

/** Sets a field only if it is absent. */
final class Absent {
    private Absent() {}

    static void text(ObjectNode object, String field, String value) {
        if (Json.absent(object.get(field))
                || object.get(field).asText().isEmpty() && object.get(field).isTextual()) {
            object.put(field, value);
        }
    }

    static void number(ObjectNode object, String field, int value) {
        if (Json.absent(object.get(field))) {
            object.put(field, value);
        }
    }

    /** For fields in which zero means unset. */
    static void positive(ObjectNode object, String field, int value) {
        if (object.path(field).asInt() == 0) {
            object.put(field, value);
        }
    }

    static void flag(ObjectNode object, String field, boolean value) {
        if (Json.absent(object.get(field))) {
            object.put(field, value);
        }
    }

    static void object(ObjectNode object, String field) {
        if (Json.absent(object.get(field))) {
            object.putObject(field);
        }
    }

    static void value(ObjectNode object, String field, JsonNode value) {
        if (Json.absent(object.get(field)) && !Json.absent(value)) {
            object.set(field, value.deepCopy());
        }
    }
}
