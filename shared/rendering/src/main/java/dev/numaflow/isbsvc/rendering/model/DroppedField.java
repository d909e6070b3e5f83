package dev.numaflow.isbsvc.rendering.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A field that is removed from a resource because it does not fit: itself, or its parent where it has no name of its own. */
record DroppedField(String path) {

    /** {@code spec}, {@code jetstream}, field. */
    private static final int FIELD_DEPTH = 3;

    /** Removes the field and returns its path: a whole list, or the parent of a key that contains dots. */
    String from(ObjectNode resource) {
        List<String> names = List.of(path.replaceAll("\\[.*", "").split("\\.", -1));
        List<String> taken = take(resource, names) ? names : names.subList(0, Math.min(FIELD_DEPTH, names.size()));
        take(resource, taken);
        return String.join(".", taken);
    }

    private static boolean take(ObjectNode resource, List<String> names) {
        JsonNode parent = resource;
        for (String name : names.subList(0, names.size() - 1)) {
            parent = parent.path(name);
        }
        return parent instanceof ObjectNode object && object.remove(names.get(names.size() - 1)) != null;
    }
}
