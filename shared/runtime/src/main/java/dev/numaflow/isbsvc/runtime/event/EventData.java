package dev.numaflow.isbsvc.runtime.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** Reads the data of an event. No action may follow from it; it can only show that there is nothing to do. */
public final class EventData {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Bytes: more than an API server stores of one object, with etcd's own limit of 1.5 MiB. */
    private static final int LARGEST = 2 << 20;

    private EventData() {}

    /** The data as a tree; a missing node when it is not JSON, or more than 2 MiB. @param data null where the event has none */
    public static JsonNode tree(byte[] data) {
        try {
            return data == null || data.length > LARGEST ? JSON.missingNode() : JSON.readTree(data);
        } catch (IOException | RuntimeException unreadable) {
            // Then the live object has to be read, as if there were no data.
            return JSON.missingNode();
        }
    }
}
