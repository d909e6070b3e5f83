package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The settings of the servers that a service may change; sizes in bytes.
 *
 * @param maxPayload the largest message
 * @param maxMemoryStore the memory limit of JetStream; -1 for no explicit limit
 * @param maxFileStore the disk limit of JetStream; -1 for no explicit limit
 * @param syncInterval how long a message may be acknowledged before it is on disk
 */
public record Settings(long maxPayload, long maxMemoryStore, long maxFileStore, SyncInterval syncInterval) {

    private static final long LARGEST_PAYLOAD = 128L << 20;

    /** The servers' default of max_pending; a server does not start with a larger payload. */
    private static final long DEFAULT_PENDING = 64L << 20;

    private static final long ADVISED_PAYLOAD = 8L << 20;
    private static final String SIZE = "a whole number of bytes, or one with a unit as 20G (thousands) or 20GB (1024s)";

    private static final String STORE = SIZE + ", from 0 to " + Long.MAX_VALUE + " bytes, or -1 for no limit";

    private static final Key<Long> MAX_PAYLOAD = new Key<>(
            "max_payload", ByteSize.between(1, LARGEST_PAYLOAD, SIZE + ", from 1 to 128MB (134217728)"), "1048576");
    private static final Key<Long> MAX_MEMORY_STORE =
            new Key<>("max_memory_store", ByteSize.between(-1, Long.MAX_VALUE, STORE), "-1");
    private static final Key<Long> MAX_FILE_STORE =
            new Key<>("max_file_store", ByteSize.between(-1, Long.MAX_VALUE, STORE), "1TB");

    private static final Key<SyncInterval> SYNC_INTERVAL = new Key<>("sync_interval", SyncInterval::read, "");

    private static final List<Key<?>> KEYS = List.of(MAX_PAYLOAD, MAX_MEMORY_STORE, MAX_FILE_STORE, SYNC_INTERVAL);

    /** With the servers' default interval. */
    public Settings(long maxPayload, long maxMemoryStore, long maxFileStore) {
        this(maxPayload, maxMemoryStore, maxFileStore, SyncInterval.SERVERS_DEFAULT);
    }

    /** Merges a service's settings over those of the controller's configuration. */
    public static Parsed<Settings> merge(YamlText defaults, YamlText overrides) {
        List<Violation> violations = new ArrayList<>();
        Section keys = new Section(KEYS, violations);
        for (YamlText layer : List.of(defaults, overrides)) {
            YamlReader reader = YamlReader.of(layer, violations);
            reader.map(layer).ifPresent(map -> keys.overlay(reader, map, layer.path()));
        }
        Settings settings = new Settings(
                keys.read(MAX_PAYLOAD),
                keys.read(MAX_MEMORY_STORE),
                keys.read(MAX_FILE_STORE),
                keys.read(SYNC_INTERVAL));
        return Parsed.of(settings, violations);
    }

    /** The paths of unknown keys; whether they are ignored or refused is decided by the merge. */
    public static List<String> unknown(YamlText layer) {
        List<Violation> unknown = new ArrayList<>();
        YamlReader reader = new YamlReader(new ArrayList<>(), unknown::add);
        reader.map(layer).ifPresent(map -> new Section(KEYS, new ArrayList<>()).overlay(reader, map, layer.path()));
        return unknown.stream().map(Violation::path).toList();
    }

    /**
     * The max_pending in bytes that a server needs where the maximum payload exceeds the default: it refuses to start or reload
     * with a larger payload than this.
     */
    public OptionalLong maxPending() {
        return maxPending(maxPayload);
    }

    /** The same for servers that run with this maximum payload. */
    public static OptionalLong maxPending(long maxPayload) {
        return maxPayload > DEFAULT_PENDING ? OptionalLong.of(2 * maxPayload) : OptionalLong.empty();
    }

    /** YAML from which {@link #merge} reads the same values. */
    public String text() {
        String sizes = "%s: %d\n%s: %d\n%s: %d\n"
                .formatted(
                        MAX_PAYLOAD.name(),
                        maxPayload,
                        MAX_MEMORY_STORE.name(),
                        maxMemoryStore,
                        MAX_FILE_STORE.name(),
                        maxFileStore);
        return syncInterval.isDefault()
                ? sizes
                : sizes + "%s: \"%s\"\n".formatted(SYNC_INTERVAL.name(), syncInterval.text());
    }

    /** Warnings for the user about values that work but are not recommended. */
    public List<String> warnings() {
        return maxPayload > ADVISED_PAYLOAD
                ? List.of("max_payload is %d: above 8 MB (%d) the servers slow down and NATS advises against it"
                        .formatted(maxPayload, ADVISED_PAYLOAD))
                : List.of();
    }
}
