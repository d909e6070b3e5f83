package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;

/** Measures the JSON size of a tree without writing the text, and only up to the bound. */
final class SpecSize {

    /** Quotation marks, a comma or a colon. */
    private static final int AROUND = 3;

    private SpecSize() {}

    /** Whether the tree takes more bytes than that. */
    static boolean isAbove(int bytes, JsonNode tree) {
        Deque<JsonNode> left = new ArrayDeque<>();
        left.add(tree);
        long size = 0;
        while (!left.isEmpty() && size <= bytes) {
            JsonNode node = left.pop();
            size += AROUND;
            if (node.isValueNode()) {
                size += bytesOf(node.asText());
            }
            for (var field : node.properties()) {
                size += AROUND + bytesOf(field.getKey());
                left.push(field.getValue());
            }
            if (node.isArray()) {
                node.forEach(left::push);
            }
        }
        return size > bytes;
    }

    /** At most three bytes for each UTF-16 character, and one for each ASCII character. */
    private static long bytesOf(String text) {
        return text.chars().mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : 3).sum();
    }
}
