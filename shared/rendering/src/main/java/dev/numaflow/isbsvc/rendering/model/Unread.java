package dev.numaflow.isbsvc.rendering.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Distinguishes a complete object from one of which only metadata and status were read, because it is too large or unreadable. A
 * field that such an object lacks proves nothing: it still owns and uses what it did.
 */
public final class Unread {

    /** The field that holds the reason in such an object; no Kubernetes object has it. */
    public static final String FIELD = "unread";

    private Unread() {}

    /** Why the object was not read; empty where it is complete. */
    public static Optional<String> why(JsonNode object) {
        return object.path(FIELD).isTextual() ? Optional.of(object.path(FIELD).textValue()) : Optional.empty();
    }
}
