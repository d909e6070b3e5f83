package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads a list in pages, so that no answer grows with the cluster, and with fewer objects on a page where these are large. */
final class Pages {

    private static final int SIZE = 500;
    private static final int STEP = 8;

    /** A page that is much smaller than the limit. */
    private static final int SMALL = ApiServerClient.MOST_BYTES / (2 * STEP);

    private Pages() {}

    /** The query that restricts a list by labels. */
    static String chosenBy(String labelSelector) {
        return "?labelSelector=" + ApiPath.value(labelSelector);
    }

    /** The same by fields of the objects. */
    static String withFields(String fieldSelector) {
        return "?fieldSelector=" + ApiPath.value(fieldSelector);
    }

    static List<JsonNode> all(ObjectKind kind, String path, Function<String, byte[]> read) {
        List<JsonNode> all = new ArrayList<>();
        ObjectSizes sizes = new ObjectSizes();
        String from = path + (path.contains("?") ? "&" : "?") + "limit=";
        String next = "";
        int size = SIZE;
        boolean more = true;
        while (more) {
            try {
                byte[] json = read.apply(from + size + (next.isEmpty() ? "" : "&continue=" + ApiPath.value(next)));
                ListPage page = ListPage.of(json, kind, sizes);
                all.addAll(page.items());
                next = page.next();
                more = !next.isEmpty();
                size = json.length < SMALL ? Math.min(SIZE, size * STEP) : size;
            } catch (AnswerTooLarge e) {
                if (size == 1) {
                    throw e;
                }
                // The continue token is valid with any number of objects.
                size = Math.max(1, size / STEP);
            }
        }
        return all;
    }
}
