package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.FieldCause;
import java.util.List;

/** The result of a write. Transient failures are none of these: they throw. */
public sealed interface WriteResult {

    /** It was written. @param object as the API server stores it now */
    record Done(JsonNode object) implements WriteResult {}

    /** The object changed since it was read, or is not the one that was read: read again. */
    record Conflict() implements WriteResult {}

    /** An object of this name exists: read it. */
    record AlreadyExists() implements WriteResult {}

    /** The object, or its namespace, does not exist. */
    record NotFound() implements WriteResult {}

    /**
     * It will never be accepted unchanged.
     *
     * @param message the API server's reason, without any secret
     * @param causes the same field by field, where it reports them
     */
    record Rejected(String message, List<FieldCause> causes) implements WriteResult {
        public Rejected {
            causes = List.copyOf(causes);
        }
    }
}
