package dev.numaflow.isbsvc.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** The JSON types a schema speaks of. */
final class SchemaTypes {
    private SchemaTypes() {}

    /** Whether a value is of the type; every value is of the empty one. */
    static boolean fits(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> true;
        };
    }

    /** What a value is, in the words of a schema. */
    static String nameOf(JsonNode value) {
        return value.isNumber()
                ? (value.isIntegralNumber() ? "integer" : "number")
                : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
