package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * The limits of the servers that a service may set, in bytes.
 *
 * @param maxPayload the largest message
 * @param maxMemoryStore what JetStream may keep in memory; -1 for no limit of its own
 * @param maxFileStore what JetStream may keep on disk; -1 for no limit of its own
 */
public record Settings(long maxPayload, long maxMemoryStore, long maxFileStore) {

    private static final long LARGEST_PAYLOAD = 64L << 20;
    private static final long ADVISED_PAYLOAD = 8L << 20;
    private static final String SIZE = "a whole number of bytes, or one with a unit as 20G (thousands) or 20GB (1024s)";

    private static final Key<Long> MAX_PAYLOAD = new Key<>(
            "max_payload", ByteSize.between(1, LARGEST_PAYLOAD, SIZE + ", from 1 to 64MB (67108864)"), "1048576");
    private static final Key<Long> MAX_MEMORY_STORE =
            new Key<>("max_memory_store", ByteSize.between(-1, Long.MAX_VALUE, SIZE + ", or -1 for no limit"), "-1");
    private static final Key<Long> MAX_FILE_STORE =
            new Key<>("max_file_store", ByteSize.between(-1, Long.MAX_VALUE, SIZE + ", or -1 for no limit"), "1TB");

    /** Lays a service's settings over those of the controller's configuration. */
    public static Parsed<Settings> merge(YamlText defaults, YamlText overrides) {
        List<Violation> violations = new ArrayList<>();
        Section keys = new Section(List.of(MAX_PAYLOAD, MAX_MEMORY_STORE, MAX_FILE_STORE), violations);
        for (YamlText layer : List.of(defaults, overrides)) {
            new YamlReader(violations).map(layer).ifPresent(map -> keys.overlay(map, layer.path()));
        }
        Settings settings =
                new Settings(keys.read(MAX_PAYLOAD), keys.read(MAX_MEMORY_STORE), keys.read(MAX_FILE_STORE));
        return violations.isEmpty() ? Parsed.of(settings) : Parsed.refused(violations);
    }

    /** What works but is not advised, in words for the user. */
    public List<String> warnings() {
        return maxPayload > ADVISED_PAYLOAD
                ? List.of("max_payload is %d: above 8 MB (%d) the servers slow down and NATS advises against it"
                        .formatted(maxPayload, ADVISED_PAYLOAD))
                : List.of();
    }
}
