package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Reads of a configuration of servers, whoever wrote it, whether they encrypt with it, and since when it says so. */
final class ConfigEncryption {

    private static final String JETSTREAM = "jetstream";

    /** As a server reads them, in any case of letters. */
    private static final Set<String> KEYS = Set.of("key", "ek", "encryption_key");

    private ConfigEncryption() {}

    /** Whether a server that starts with this configuration encrypts what it stores: an empty key means that it does not. */
    static boolean isIn(Block conf) {
        return conf.entries().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(JETSTREAM))
                .map(Map.Entry::getValue)
                .filter(Block.class::isInstance)
                .flatMap(block -> ((Block) block).entries().entrySet().stream())
                .anyMatch(entry -> KEYS.contains(entry.getKey().toLowerCase(Locale.ROOT)) && isKey(entry.getValue()));
    }

    private static boolean isKey(NatsConf value) {
        return !(value instanceof Text text) || !text.value().isEmpty();
    }

    /** When somebody last wrote the data of the ConfigMap, by the clock of the API server; nothing where it does not tell. */
    static Optional<Instant> writtenAt(JsonNode configMap) {
        return StreamSupport.stream(configMap.at("/metadata/managedFields").spliterator(), false)
                .filter(manager -> manager.path("fieldsV1").has("f:data"))
                .flatMap(manager -> time(manager.path("time").asText()).stream())
                .max(Comparator.naturalOrder());
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException absent) {
            return Optional.empty();
        }
    }
}
