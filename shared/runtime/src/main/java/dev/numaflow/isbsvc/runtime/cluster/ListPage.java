package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectReader.Slice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One page of a list. Each object is read separately, so that an unreadable one does not hide all others.
 *
 * @param next the token of the next page; empty on the last
 */
record ListPage(List<JsonNode> items, String next) {

    /** Reads a page. @param sizes decides which objects are kept whole */
    static ListPage of(byte[] json, ObjectKind kind, ObjectSizes sizes) {
        List<JsonNode> items = new ArrayList<>();
        StringBuilder next = new StringBuilder();
        try {
            ObjectReader.eachPart(Slice.whole(json), (field, part) -> {
                if ("items".equals(field)) {
                    ObjectReader.eachPart(part, (none, item) -> items.add(item(item, kind, sizes)));
                } else if ("metadata".equals(field)) {
                    next.append(ObjectReader.tree(part).path("continue").asText());
                }
            });
        } catch (IOException e) {
            // Without the cause: it would quote the answer, which may hold Secrets.
            throw new IllegalStateException("the API server's answer is not JSON");
        }
        return new ListPage(items, next.toString());
    }

    private static ObjectNode item(Slice item, ObjectKind kind, ObjectSizes sizes) throws IOException {
        // Items of a list have no kind and apiVersion of their own.
        return read(item, sizes).put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
    }

    private static ObjectNode read(Slice item, ObjectSizes sizes) throws IOException {
        int memory = ObjectReader.memory(item);
        if (memory > ObjectSizes.LARGE) {
            ObjectNode partial = PartialObject.of(
                    item,
                    "with " + item.length() + " bytes of JSON it does not fit beside the others of its namespace");
            if (!sizes.fits(partial.path("metadata").path("namespace").asText(), memory)) {
                return partial;
            }
        }
        try {
            return (ObjectNode) ObjectReader.tree(item);
        } catch (IOException e) {
            return PartialObject.of(item, ObjectReader.whyNot(e).orElseThrow(() -> e));
        }
    }
}
