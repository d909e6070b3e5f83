package dev.numaflow.isbsvc.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.schema.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Merges an applied configuration into the live object, by the list and map types of the schema. */
final class AppliedMerge {
    private AppliedMerge() {}

    static JsonNode merge(JsonNode live, JsonNode applied, Schema schema) {
        if (applied == null) {
            return live.deepCopy();
        }
        if (applied instanceof ObjectNode object && (schema == null || !schema.atomicMap())) {
            return mergeFields(live, object, schema);
        }
        if (applied instanceof ArrayNode && PathElements.associative(schema)) {
            return mergeItems(PathElements.items(live, schema), PathElements.items(applied, schema), schema);
        }
        return applied.deepCopy();
    }

    private static ObjectNode mergeFields(JsonNode live, ObjectNode applied, Schema schema) {
        ObjectNode result = live instanceof ObjectNode object ? object.deepCopy() : Json.object();
        applied.properties()
                .forEach(each -> result.set(
                        each.getKey(),
                        merge(result.get(each.getKey()), each.getValue(), PathElements.child(schema, each.getKey()))));
        return result;
    }

    /** Keeps the order of both sides where they agree, else that of the applied one. */
    private static ArrayNode mergeItems(Map<String, JsonNode> live, Map<String, JsonNode> applied, Schema schema) {
        Deque<String> left = new ArrayDeque<>(live.keySet());
        Deque<String> right = new ArrayDeque<>(applied.keySet());
        Deque<String> shared = new ArrayDeque<>(applied.keySet());
        shared.removeIf(each -> !live.containsKey(each));
        Set<String> merged = new HashSet<>();
        List<String> order = new ArrayList<>();
        while (!left.isEmpty() || !right.isEmpty()) {
            String next = left.peek();
            boolean outOfTurn = next != null && applied.containsKey(next) && !next.equals(shared.peek());
            if (next != null
                    && (!applied.containsKey(next) || merged.contains(next) || outOfTurn && !right.isEmpty())) {
                left.poll();
                if (!applied.containsKey(next)) {
                    order.add(next);
                }
                continue;
            }
            String taken = right.poll();
            if (taken == null) {
                break;
            }
            order.add(taken);
            merged.add(taken);
            if (taken.equals(shared.peek())) {
                shared.poll();
            }
        }
        ArrayNode result = Json.array();
        order.forEach(each -> result.add(merge(live.get(each), applied.get(each), PathElements.itemsOf(schema))));
        return result;
    }
}
