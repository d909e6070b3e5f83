package dev.numaflow.isbsvc.rendering.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Measures the bytes of a tree as JSON, and its depth, without writing it and only up to a bound. */
public final class TreeSize {

    /** Quotation marks or brackets, and a comma or a colon. */
    private static final int AROUND = 3;

    private static final int BITS_OF_A_DIGIT = 3;

    private record Place(JsonNode node, int depth) {}

    private final Deque<Place> left = new ArrayDeque<>();
    private long bytes;

    private TreeSize() {}

    /** Whether the tree takes more bytes than that. */
    public static boolean isAbove(int bytes, JsonNode tree) {
        return new TreeSize().isAbove(bytes, Integer.MAX_VALUE, tree);
    }

    /** Whether the tree is nested deeper than that. */
    public static boolean isDeeper(int levels, JsonNode tree) {
        return new TreeSize().isAbove(Integer.MAX_VALUE, levels, tree);
    }

    private boolean isAbove(int most, int deepest, JsonNode tree) {
        left.push(new Place(tree, 0));
        while (!left.isEmpty()) {
            Place next = left.pop();
            add(next);
            if (bytes > most || next.depth() > deepest) {
                return true;
            }
        }
        return false;
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

    /** The bytes of a text in UTF-8. */
    public static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
