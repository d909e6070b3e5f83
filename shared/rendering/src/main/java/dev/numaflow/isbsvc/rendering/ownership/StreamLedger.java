package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.input.JsonText;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The owners of streams on servers that store no stream metadata (before 2.10): the metadata as the data of a ConfigMap. An entry
 * that cannot be read counts as absent.
 *
 * @param metadata by the name of the stream
 */
public record StreamLedger(Map<String, JsonNode> metadata) {

    /** The ledger of a service without one, as on newer servers. */
    public static final StreamLedger EMPTY = new StreamLedger(Map.of());

    private static final String METADATA = "metadata";

    public StreamLedger {
        metadata = Map.copyOf(metadata);
    }

    /** Reads the data of the ConfigMap. */
    public static StreamLedger of(JsonNode data) {
        Map<String, JsonNode> metadata = new TreeMap<>();
        data.properties().forEach(entry -> parsed(entry.getValue().asText())
                .filter(each -> owner(each).isPresent())
                .ifPresent(each -> metadata.put(entry.getKey(), each)));
        return new StreamLedger(metadata);
    }

    /** The data of the ConfigMap, in the order of the names. */
    public Map<String, String> data() {
        Map<String, String> data = new TreeMap<>();
        metadata.forEach((stream, entry) -> data.put(stream, entry.toString()));
        return data;
    }

    /** The same with the metadata of these configurations. */
    public StreamLedger with(Collection<JsonNode> configs) {
        Map<String, JsonNode> more = new TreeMap<>(metadata);
        configs.forEach(config -> more.put(config.path("name").asText(), config.path(METADATA)));
        return new StreamLedger(more);
    }

    /** The same without these streams. */
    public StreamLedger without(Set<String> streams) {
        Map<String, JsonNode> fewer = new TreeMap<>(metadata);
        fewer.keySet().removeAll(streams);
        return new StreamLedger(fewer);
    }

    /** The configuration of a stream with its metadata from here, unless it carries an owner itself. */
    public JsonNode onto(JsonNode config) {
        JsonNode entry = metadata.get(config.path("name").asText());
        if (entry == null || StreamOwner.in(config).isPresent()) {
            return config;
        }
        ObjectNode owned = config.deepCopy();
        ((ObjectNode) entry).properties().forEach(each -> owned.withObject("/" + METADATA)
                .set(each.getKey(), each.getValue()));
        return owned;
    }

    /** The streams that are recorded here, and are neither actual nor desired. */
    public Set<String> stale(DesiredStreams desired, ActualStreams actual) {
        Set<String> known = desired.streams().stream().map(DesiredStream::name).collect(Collectors.toSet());
        Set<String> stale = new TreeSet<>(metadata.keySet());
        stale.removeIf(name -> known.contains(name) || actual.stream(name).isPresent());
        return stale;
    }

    /** The recorded owner of a stream; empty when there is none. */
    public Optional<StreamOwner> owner(String stream) {
        return Optional.ofNullable(metadata.get(stream)).flatMap(StreamLedger::owner);
    }

    private static Optional<StreamOwner> owner(JsonNode metadata) {
        return StreamOwner.in(JsonNodeFactory.instance.objectNode().set(METADATA, metadata));
    }

    private static Optional<JsonNode> parsed(String entry) {
        return Optional.of(JsonText.tree(entry)).filter(JsonNode::isObject);
    }
}
