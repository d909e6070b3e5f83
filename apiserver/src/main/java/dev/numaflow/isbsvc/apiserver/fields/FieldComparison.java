package dev.numaflow.isbsvc.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.schema.Schema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which paths a write adds, modifies and removes. */
final class FieldComparison {
    private final FieldSet added = new FieldSet();
    private final FieldSet modified = new FieldSet();
    private final FieldSet removed = new FieldSet();

    private FieldComparison() {}

    static FieldComparison of(JsonNode before, JsonNode after, Schema schema) {
        FieldComparison comparison = new FieldComparison();
        comparison.fields(before, after, schema, List.of());
        return comparison;
    }

    FieldSet removed() {
        return removed;
    }

    /** The fields that the writer set: added or modified. */
    FieldSet written() {
        return added.union(modified);
    }

    /** Either side may be null: then the other decides the type. */
    private void compare(JsonNode before, JsonNode after, Schema schema, List<String> path) {
        boolean leaf =
                (before != null && leaf(before, after, schema)) || (after != null && leaf(after, before, schema));
        if (!leaf && (isMap(before) || isMap(after))) {
            fields(before, after, schema, path);
        } else if (!leaf) {
            items(before, after, schema, path);
        }
        if (before == null) {
            added.insert(path);
        } else if (after == null) {
            removed.insert(path);
        } else if (leaf && !Json.same(before, after)) {
            modified.insert(path);
        }
    }

    /** Null takes the type of the other side; without one it is a value like any other. */
    private static boolean leaf(JsonNode value, JsonNode other, Schema schema) {
        if (value.isNull() && other != null && other.isContainerNode()) {
            return leaf(other, null, schema) || other.isEmpty();
        }
        if (!value.isContainerNode()) {
            return true;
        }
        boolean bothEmpty = value.isEmpty() && (Json.absent(other) || other.isEmpty());
        boolean whole = value.isObject() ? schema != null && schema.atomicMap() : !PathElements.associative(schema);
        boolean otherForm = !Json.absent(other) && value.getNodeType() != other.getNodeType();
        return bothEmpty || whole || otherForm;
    }

    private static boolean isMap(JsonNode value) {
        return value instanceof ObjectNode;
    }

    private void fields(JsonNode before, JsonNode after, Schema schema, List<String> path) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode side : new JsonNode[] {before, after}) {
            if (side != null) {
                side.fieldNames().forEachRemaining(names::add);
            }
        }
        for (String name : names) {
            compare(
                    before == null ? null : before.get(name),
                    after == null ? null : after.get(name),
                    PathElements.child(schema, name),
                    OwnedFields.append(path, PathElements.field(name)));
        }
    }

    private void items(JsonNode before, JsonNode after, Schema schema, List<String> path) {
        Map<String, JsonNode> old = PathElements.items(before, schema);
        Map<String, JsonNode> now = PathElements.items(after, schema);
        Set<String> elements = new LinkedHashSet<>(old.keySet());
        elements.addAll(now.keySet());
        for (String element : elements) {
            compare(
                    old.get(element),
                    now.get(element),
                    PathElements.itemsOf(schema),
                    OwnedFields.append(path, element));
        }
    }
}
