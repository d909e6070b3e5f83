package dev.numaflow.isbsvc.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Sets the defaults of the schema where a value is absent, and drops a null that is not allowed. For built-in types these are the
 * zero values of fields that are always written; their other defaults are in the package defaults.
 */
public final class Defaulting {
    private Defaulting() {}

    /** Sets the defaults in place. */
    public static void apply(JsonNode value, Schema schema) {
        if (value instanceof ObjectNode object) {
            applyToObject(object, schema);
        } else if (value instanceof ArrayNode array) {
            schema.items().ifPresent(items -> array.forEach(each -> apply(each, items)));
        }
    }

    private static void applyToObject(ObjectNode object, Schema schema) {
        for (String property : schema.properties()) {
            Schema child = schema.child(property).orElseThrow();
            JsonNode present = object.get(property);
            boolean replaceNull = present != null
                    && present.isNull()
                    && !child.keyword("nullable").asBoolean();
            if ((present == null || replaceNull) && !child.defaultValue().isMissingNode()) {
                object.set(property, child.defaultValue().deepCopy());
            } else if (replaceNull) {
                object.remove(property);
            }
        }
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            schema.child(each.getKey()).ifPresent(child -> apply(each.getValue(), child));
        }
    }
}
