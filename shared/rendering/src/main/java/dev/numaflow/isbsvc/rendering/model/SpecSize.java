package dev.numaflow.isbsvc.rendering.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Measures the bytes and the depth of a tree before it is read, and only up to the bounds. */
final class SpecSize {

    /** A comma, a colon and two quotes or brackets: about the overhead of JSON for each value. */
    private static final int AROUND = 4;

    private static final int BITS_OF_A_DIGIT = 3;

    private record Place(JsonNode node, int depth) {}

    private final Deque<Place> left = new ArrayDeque<>();
    private long bytes;

    private SpecSize() {}

    /** The violation of a tree that is too large or too deep to be read, if any. */
    static Optional<Violation> excess(JsonNode tree, String path) {
        return new SpecSize().measure(tree, path);
    }

    private Optional<Violation> measure(JsonNode tree, String path) {
        left.push(new Place(tree, 0));
        while (!left.isEmpty()) {
            Place next = left.pop();
            add(next);
            if (bytes > Bounds.SPEC_BYTES) {
                return Optional.of(
                        new Violation(path, "more than that", "at most " + Bounds.SPEC_BYTES + " bytes as JSON"));
            }
            if (next.depth() > Bounds.DEPTH) {
                return Optional.of(new Violation(
                        path, "fields nested deeper than that", "at most " + Bounds.DEPTH + " levels of fields"));
            }
        }
        return Optional.empty();
    }

    private void add(Place place) {
        JsonNode node = place.node();
        bytes += AROUND;
        if (node.isObject()) {
            node.properties().forEach(field -> {
                bytes += length(field.getKey()) + AROUND;
                left.push(new Place(field.getValue(), place.depth() + 1));
            });
        } else if (node.isArray()) {
            node.forEach(element -> left.push(new Place(element, place.depth() + 1)));
        } else if (node.isBigInteger()) {
            // It must not be printed before it is known to be short: about three bits for each digit.
            bytes += node.bigIntegerValue().bitLength() / BITS_OF_A_DIGIT;
        } else if (node.isBigDecimal()) {
            bytes += node.decimalValue().precision();
        } else {
            bytes += length(node.asText());
        }
    }

    static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
