package dev.numaflow.isbsvc.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Finds and removes the fields that a schema does not declare. */
public final class UnknownFields {
    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    /** Removes every unknown field in place and returns their paths. */
    public static List<String> prune(JsonNode value, Schema schema) {
        UnknownFields fields = new UnknownFields();
        fields.walk(value, schema, "");
        return fields.found;
    }

    private void walk(JsonNode value, Schema schema, String path) {
        if (value instanceof ObjectNode object) {
            walkObject(object, schema, path);
        } else if (value instanceof ArrayNode array && schema.items().isPresent()) {
            for (int i = 0; i < array.size(); i++) {
                walk(array.get(i), schema.items().get(), path + "[" + i + "]");
            }
        }
    }

    private void walkObject(ObjectNode object, Schema schema, String path) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String here = path.isEmpty() ? name : path + "." + name;
            var child = schema.child(name);
            if (child.isPresent()) {
                walk(object.get(name), child.get(), here);
            } else if (!schema.preservesUnknown()) {
                found.add(here);
                object.remove(name);
            }
        }
    }
}
