package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * What the servers hold.
 *
 * @param streams the configuration of every stream, by name
 * @param consumers the configurations of consumers, by stream and name
 */
public record Holding(Map<String, JsonNode> streams, Map<String, Map<String, JsonNode>> consumers) {

    public Holding {
        streams = Map.copyOf(streams);
        consumers = Map.copyOf(consumers);
    }

    Optional<JsonNode> stream(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    /** For whom we made the stream, or nothing when we did not make it. */
    public Optional<StreamOwner> owner(String stream) {
        return stream(stream).flatMap(StreamOwner::in);
    }

    Optional<JsonNode> consumer(String stream, String name) {
        return Optional.ofNullable(consumers.getOrDefault(stream, Map.of()).get(name));
    }

    Collection<JsonNode> configs() {
        return streams.values();
    }
}
