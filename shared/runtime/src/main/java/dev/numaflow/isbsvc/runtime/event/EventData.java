package dev.numaflow.isbsvc.runtime.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** Reads the data of an event. No action may follow from it; it can only show that there is nothing to do. */
public final class EventData {

    private static final ObjectMapper JSON = new ObjectMapper();

    private EventData() {}

    /** The data as a tree; a missing node when it is not JSON. @param data null where the event has none */
    public static JsonNode tree(byte[] data) {
        try {
            return data == null ? JSON.missingNode() : JSON.readTree(data);
        } catch (IOException | RuntimeException unreadable) {
            // Then the live object has to be read, as if there were no data.
            return JSON.missingNode();
        }
    }
}
