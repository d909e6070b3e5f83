package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.FieldCause;
import java.util.List;

/** What became of a write. Failures that may go away by themselves are none of these: they throw. */
public sealed interface WriteResult {

    /** It was carried out. @param object as the API server keeps it now */
    record Done(JsonNode object) implements WriteResult {}

    /** Somebody else wrote in between, or the object is not the one that was read: look again. */
    record Conflict() implements WriteResult {}

    /** There is one of this name: look at it. */
    record AlreadyExists() implements WriteResult {}

    /** The object, or its namespace, is not there. */
    record NotFound() implements WriteResult {}

    /**
     * It will never be accepted as it stands.
     *
     * @param message the API server's reason, without any secret
     * @param causes the same field by field, where it tells
     */
    record Rejected(String message, List<FieldCause> causes) implements WriteResult {
        public Rejected {
            causes = List.copyOf(causes);
        }
    }
}
