package dev.numaflow.isbsvc.rendering.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Who is noted, in the managedFields of a child, as an owner of what is ours whole. The API server notes its defaults under the
 * manager that made the object; an object that somebody else made, or restored, would seem to be full of their additions for ever.
 */
public final class ContentOwners {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** The parts of an object of which others may own fields. */
    private static final Set<String> OF_ALL = Set.of("f:metadata", "f:status");

    private ContentOwners() {}

    /** Whether another manager than ours owns any of the content. */
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

    /** The managedFields to write: what others own of the metadata and the status stays theirs, and nothing of the content does. */
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
