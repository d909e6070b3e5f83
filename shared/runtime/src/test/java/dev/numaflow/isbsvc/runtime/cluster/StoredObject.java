package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An answer of an API server, read as the functions read it. */
public final class StoredObject {

    private StoredObject() {}

    /** The object; nothing where no function reads it, which `repair` reports. */
    public static Optional<JsonNode> read(String json, ObjectRef ref) {
        try {
            return Optional.of(ObjectReader.object(json.getBytes(StandardCharsets.UTF_8), ref));
        } catch (UnreadableObject unreadable) {
            return Optional.empty();
        }
    }
}
