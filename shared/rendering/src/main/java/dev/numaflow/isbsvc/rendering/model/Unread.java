package dev.numaflow.isbsvc.rendering.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Tells a whole object from one of which only the head was read, because it is too large or cannot be read. Nothing follows from what
 * such a one does not show: it still owns what it owns, and uses what it uses.
 */
public final class Unread {

    /** The field in which such an object says why; no object of Kubernetes has it. */
    public static final String FIELD = "unread";

    private Unread() {}

    /** Why the object was not read; nothing where it is whole. */
    public static Optional<String> why(JsonNode object) {
        return object.path(FIELD).isTextual() ? Optional.of(object.path(FIELD).textValue()) : Optional.empty();
    }
}
