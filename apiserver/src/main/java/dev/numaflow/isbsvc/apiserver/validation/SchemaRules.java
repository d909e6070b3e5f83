package dev.numaflow.isbsvc.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.rest.Violation;
import dev.numaflow.isbsvc.apiserver.schema.Schema;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Validates an object against its type's schema. The status of built-in types is the server's own and is not validated. */
final class SchemaRules {
    private final List<Violation> violations = new ArrayList<>();
    private final boolean custom;

    private SchemaRules(boolean custom) {
        this.custom = custom;
    }

    static List<Violation> check(ObjectNode object, ResourceType type) {
        SchemaRules rules = new SchemaRules(type.custom());
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            boolean checked = !each.getKey().equals("metadata")
                    && (type.custom() || !each.getKey().equals("status"));
            if (checked) {
                type.schema()
                        .child(each.getKey())
                        .ifPresent(child -> rules.value(each.getValue(), child, each.getKey()));
            }
        }
        rules.required(object, type.schema(), "");
        return rules.violations;
    }

    private void value(JsonNode value, Schema schema, String path) {
        if (value.isNull() && schema.keyword("nullable").asBoolean()) {
            return;
        }
        if (!ValueRules.typeFits(value, schema)) {
            violations.add(ValueRules.wrongType(value, schema, path));
            return;
        }
        if (value instanceof ObjectNode object) {
            fields(object, schema, path);
        } else if (value.isArray()) {
            items(value, schema, path);
        }
        if (custom || schema.node().has("enum")) {
            violations.addAll(ValueRules.check(value, schema, path));
        }
    }

    private void fields(ObjectNode object, Schema schema, String path) {
        required(object, schema, path);
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            schema.child(each.getKey()).ifPresent(child -> value(each.getValue(), child, path + "." + each.getKey()));
        }
    }

    private void required(ObjectNode object, Schema schema, String path) {
        for (JsonNode each : schema.keyword("required")) {
            String name = each.asText();
            JsonNode value = object.get(name);
            boolean empty = !custom
                    && value != null
                    && value.isTextual()
                    && value.asText().isEmpty();
            if (value == null || value.isNull() || empty) {
                violations.add(Violation.required(path.isEmpty() ? name : path + "." + name, ""));
            }
        }
    }

    private void items(JsonNode list, Schema schema, String path) {
        Set<JsonNode> keys = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            String here = path + "[" + i + "]";
            if (schema.items().isPresent()) {
                value(item, schema.items().get(), here);
            }
            if (!schema.listType().equals("atomic") && !keys.add(key(item, schema))) {
                violations.add(new Violation(
                        here, Violation.Reason.FieldValueDuplicate, "Duplicate value: " + key(item, schema)));
            }
        }
    }

    private static JsonNode key(JsonNode item, Schema schema) {
        if (schema.listType().equals("set")) {
            return item;
        }
        ObjectNode key = Json.object();
        schema.listKeys().forEach(name -> key.set(name, item.get(name)));
        return key;
    }
}
