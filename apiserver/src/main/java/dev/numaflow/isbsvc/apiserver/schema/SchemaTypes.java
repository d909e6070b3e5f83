package dev.numaflow.isbsvc.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** The JSON types of schemas. */
final class SchemaTypes {
    private SchemaTypes() {}

    /** Whether a value is of the type; the empty type matches every value. */
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

    /** The JSON type of a value. */
    static String nameOf(JsonNode value) {
        return value.isNumber()
                ? (value.isIntegralNumber() ? "integer" : "number")
                : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
