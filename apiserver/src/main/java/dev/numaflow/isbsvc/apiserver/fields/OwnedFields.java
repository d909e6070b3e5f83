package dev.numaflow.isbsvc.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.schema.Schema;
import java.util.ArrayList;
import java.util.List;

/** Collects the paths that an applied configuration sets. */
final class OwnedFields {
    private final FieldSet set = new FieldSet();

    private OwnedFields() {}

    static FieldSet of(JsonNode value, Schema schema) {
        OwnedFields fields = new OwnedFields();
        fields.walk(value, schema, List.of());
        return fields.set;
    }

    private void walk(JsonNode value, Schema schema, List<String> path) {
        if (value instanceof ObjectNode object && (schema == null || !schema.atomicMap())) {
            object.properties().forEach(each -> field(each.getKey(), each.getValue(), schema, path));
        } else if (value.isArray() && PathElements.associative(schema)) {
            PathElements.items(value, schema).forEach((element, item) -> {
                List<String> here = append(path, element);
                walk(item, PathElements.itemsOf(schema), here);
                set.insert(here);
            });
        } else if (!path.isEmpty()) {
            set.insert(path);
        }
    }

    private void field(String name, JsonNode value, Schema schema, List<String> path) {
        List<String> here = append(path, PathElements.field(name));
        walk(value, PathElements.child(schema, name), here);
        boolean leaf = value.isNull() || value.isObject() && value.isEmpty();
        if (leaf || schema == null || !schema.declares(name)) {
            set.insert(here);
        }
    }

    static List<String> append(List<String> path, String element) {
        List<String> longer = new ArrayList<>(path);
        longer.add(element);
        return longer;
    }
}
