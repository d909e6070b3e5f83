package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads a list in pages, so that no answer grows with the cluster. */
final class Pages {

    private static final int SIZE = 500;

    private Pages() {}

    /** What follows the path of a collection, so that only some of its objects are listed. */
    static String chosenBy(String labelSelector) {
        return "?labelSelector=" + encoded(labelSelector);
    }

    static List<JsonNode> all(ObjectKind kind, String path, Function<String, JsonNode> read) {
        List<JsonNode> all = new ArrayList<>();
        String first = path + (path.contains("?") ? "&" : "?") + "limit=" + SIZE;
        String next = "";
        do {
            JsonNode page = read.apply(first + (next.isEmpty() ? "" : "&continue=" + encoded(next)));
            // Items of a list do not say what they are.
            page.path("items")
                    .forEach(item ->
                            all.add(((ObjectNode) item).put("kind", kind.kind()).put("apiVersion", kind.apiVersion())));
            next = page.path("metadata").path("continue").asText();
        } while (!next.isEmpty());
        return all;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
