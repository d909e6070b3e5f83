package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;

/** Reads the conditions in the status of any object, as its controller writes them. */
public final class ObjectConditions {

    private ObjectConditions() {}

    /** Whether the object has a condition of this type, and it is True. */
    public static boolean isTrue(JsonNode object, String type) {
        return StreamSupport.stream(object.path("status").path("conditions").spliterator(), false)
                .anyMatch(condition -> condition.path("type").asText().equals(type)
                        && condition.path("status").asText().equals("True"));
    }
}
