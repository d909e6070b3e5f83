package dev.numaflow.isbsvc.rendering.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The other owners, in the managedFields of a child, of content that belongs to this operator. The API server assigns its defaults
 * to the manager that created the object, so an object that was created or restored by another would show their additions forever.
 */
public final class ContentOwners {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** The parts of an object of which others may own fields. */
    private static final Set<String> OF_ALL = Set.of("f:metadata", "f:status");

    private ContentOwners() {}

    /** Whether another manager owns any of the content. */
    public static boolean haveOthers(JsonNode live) {
        return !withoutOthers(live)
                .equals(JSON.createArrayNode()
                        .addAll(StreamSupport.stream(
                                        live.path("metadata")
                                                .path("managedFields")
                                                .spliterator(),
                                        false)
                                .toList()));
    }

    /** The managedFields to write: others keep what they own of the metadata and the status, but nothing of the content. */
    public static ArrayNode withoutOthers(JsonNode live) {
        ArrayNode owners = JSON.createArrayNode();
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            boolean ours = entry.path("manager").asText().equals(Comparison.OUR_MANAGER);
            if (ours || !entry.path("subresource").asText().isEmpty()) {
                owners.add(entry);
                continue;
            }
            ObjectNode left = entry.deepCopy();
            left.withObject("fieldsV1").retain(OF_ALL);
            if (!left.path("fieldsV1").isEmpty()) {
                owners.add(left);
            }
        }
        return owners;
    }
}
