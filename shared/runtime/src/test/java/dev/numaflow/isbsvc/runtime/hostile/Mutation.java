package dev.numaflow.isbsvc.runtime.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** One thing that goes wrong somewhere in a tree: a value is replaced, removed, doubled, or gets a neighbour that nobody knows. */
public record Mutation(int place, Kind kind, JsonNode shared) {

    enum Kind {
        REPLACE,
        REMOVE,
        DOUBLE,
        NEIGHBOUR
    }

    /** Good trees with up to three things gone wrong. */
    public static Arbitrary<JsonNode> of(List<JsonNode> good) {
        Arbitrary<Mutation> mutations = Combinators.combine(
                        Arbitraries.integers().between(0, 1_000),
                        Arbitraries.frequency(
                                Tuple.of(6, Kind.REPLACE),
                                Tuple.of(1, Kind.REMOVE),
                                Tuple.of(1, Kind.DOUBLE),
                                Tuple.of(1, Kind.NEIGHBOUR)),
                        Arbitraries.of(HostileValues.ALL))
                .as(Mutation::new);
        return Combinators.combine(Arbitraries.of(good), mutations.list().ofMaxSize(3))
                .as((tree, all) -> {
                    JsonNode mutated = tree.deepCopy();
                    all.forEach(mutation -> mutation.applyTo(mutated));
                    return mutated;
                });
    }

    private void applyTo(JsonNode tree) {
        List<JsonNode> containers = new ArrayList<>();
        List<Object> keys = new ArrayList<>();
        collect(tree, containers, keys);
        if (containers.isEmpty()) {
            return;
        }
        int chosen = place % containers.size();
        JsonNode container = containers.get(chosen);
        if (container instanceof ObjectNode object) {
            change(object, (String) keys.get(chosen));
        } else {
            change((ArrayNode) container, (int) keys.get(chosen));
        }
    }

    /** A copy for each tree: a value that a later mutation changed would be another from then on, and could hold itself. */
    private JsonNode value() {
        return shared.deepCopy();
    }

    private void change(ObjectNode object, String key) {
        switch (kind) {
            case REPLACE -> object.set(key, value());
            case REMOVE -> object.remove(key);
            case DOUBLE ->
                object.set(key.toUpperCase(Locale.ROOT), object.get(key).deepCopy());
            case NEIGHBOUR -> object.set("novel", value());
        }
    }

    private void change(ArrayNode array, int index) {
        switch (kind) {
            case REPLACE -> array.set(index, value());
            case REMOVE -> array.remove(index);
            case DOUBLE -> array.add(array.get(index).deepCopy());
            case NEIGHBOUR -> array.add(value());
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers, List<Object> keys) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                containers.add(object);
                keys.add(field.getKey());
                collect(field.getValue(), containers, keys);
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                containers.add(array);
                keys.add(i);
                collect(array.get(i), containers, keys);
            }
        }
    }
}
