package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi30;
import dev.numaflow.isbsvc.apiserver.Failure.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Validates objects against the schema of their type. What Kubernetes adds to OpenAPI is translated. */
final class SchemaCheck {
    private static final JsonMetaSchema OPEN_API = OpenApi30.getInstance();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.builder()
            .metaSchema(OPEN_API)
            .defaultMetaSchemaIri(OPEN_API.getIri())
            .build();
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().pathType(PathType.JSON_PATH).build();
    private static final Map<String, String> REASONS = Map.of(
            "required",
            "FieldValueRequired",
            "type",
            "FieldValueTypeInvalid",
            "enum",
            "FieldValueNotSupported",
            "maxLength",
            "FieldValueTooLong");

    private final JsonNode node;
    private JsonSchema compiled;

    SchemaCheck(JsonNode node) {
        this.node = node;
    }

    /** Compiles at first use: most types are never written. */
    private synchronized JsonSchema schema() {
        if (compiled == null) {
            compiled = FACTORY.getSchema(translated(node), CONFIG);
        }
        return compiled;
    }

    List<Cause> check(JsonNode object) {
        List<Cause> causes = new ArrayList<>();
        for (ValidationMessage each : schema().validate(object)) {
            String path = each.getInstanceLocation().toString().replaceFirst("^\\$\\.?", "");
            String missing = "required".equals(each.getType()) ? each.getProperty() : "";
            String field = path.isEmpty() || missing.isEmpty() ? path + missing : path + "." + missing;
            String reason = REASONS.getOrDefault(each.getType(), "FieldValueInvalid");
            causes.add(new Cause(field, reason, each.getMessage()));
        }
        return causes;
    }

    /** OpenAPI alone: {@code int-or-string} is a choice, the items of sets and maps differ, and other extensions say nothing of validity. */
    private static JsonNode translated(JsonNode schema) {
        if (schema instanceof ArrayNode array) {
            ArrayNode result = Json.array();
            array.forEach(each -> result.add(translated(each)));
            return result;
        }
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode result = Json.object();
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            if (each.getKey().equals("properties")) {
                ObjectNode properties = result.putObject("properties");
                each.getValue()
                        .properties()
                        .forEach(property -> properties.set(property.getKey(), translated(property.getValue())));
            } else if (!each.getKey().startsWith("x-") && !each.getKey().equals("default")) {
                result.set(each.getKey(), translated(each.getValue()));
            }
        }
        if (Json.text(object, "x-kubernetes-list-type").matches("set|map")) {
            result.put("uniqueItems", true);
        }
        if (object.path("x-kubernetes-int-or-string").asBoolean()) {
            ArrayNode choice = result.putArray("anyOf");
            choice.addObject().put("type", "integer");
            choice.addObject().put("type", "string");
            result.remove("type");
        }
        return result;
    }
}
