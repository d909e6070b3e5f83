package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;

/** Measures a tree by its JSON text without writing that text, and no further than to the bound. */
final class SpecSize {

    /** Quotation marks, a comma or a colon. */
    private static final int AROUND = 3;

    private SpecSize() {}

    /** Whether its names and values take more bytes than that. */
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

    /** At most three bytes a character of UTF-16, and one for each of ASCII. */
    private static long bytesOf(String text) {
        return text.chars().mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : 3).sum();
    }
}
