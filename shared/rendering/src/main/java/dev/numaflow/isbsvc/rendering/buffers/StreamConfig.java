package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.numaflow.isbsvc.rendering.settings.BufferKeys;
import dev.numaflow.isbsvc.rendering.settings.Retention;
import dev.numaflow.isbsvc.rendering.settings.Values;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The desired configuration of a stream: what JetStream reports for it, by JetStream's names, including defaults of the server, so that
 * the two can be compared.
 */
public record StreamConfig(@JsonValue SortedMap<String, Object> fields) {

    private static final long LONGEST_BUCKET_WINDOW = 120_000_000_000L;
    private static final long NO_LIMIT = -1;

    /** What the settings of a buffer or bucket do not set. */
    private static final Map<String, Object> DEFAULTS = Map.of(
            "allow_direct",
            false,
            "compression",
            "none",
            "consumer_limits",
            Map.of(),
            "max_consumers",
            NO_LIMIT,
            "max_msgs",
            NO_LIMIT,
            "max_msgs_per_subject",
            NO_LIMIT,
            "mirror_direct",
            false);

    private static final Map<String, Object> OF_BUCKETS = Map.of(
            "allow_direct", true,
            "allow_rollup_hdrs", true,
            "deny_delete", true,
            "discard", "new",
            "retention", Retention.LIMITS.word());

    public StreamConfig {
        fields = Collections.unmodifiableSortedMap(fields);
    }

    /**
     * The stream of a buffer, with its name as the only subject. One that keeps messages until they are acknowledged rejects new ones
     * when it is full, which causes back pressure; one with limits retention would reject forever, so it drops old ones.
     */
    static StreamConfig buffer(String name, Values settings) {
        SortedMap<String, Object> fields = of(name, name, settings);
        fields.put("discard", settings.get(BufferKeys.RETENTION) == Retention.LIMITS ? "old" : "new");
        return new StreamConfig(fields);
    }

    /** The stream of a key-value bucket, as every NATS client creates it. */
    static StreamConfig bucket(String bucket, Values settings) {
        SortedMap<String, Object> fields = of(BufferNames.streamOf(bucket), "$KV." + bucket + ".>", settings);
        fields.putAll(OF_BUCKETS);
        long ttl = (long) fields.get("max_age");
        fields.put("duplicate_window", ttl == 0 ? LONGEST_BUCKET_WINDOW : Math.min(ttl, LONGEST_BUCKET_WINDOW));
        return new StreamConfig(fields);
    }

    private static SortedMap<String, Object> of(String name, String subject, Values settings) {
        SortedMap<String, Object> fields = new TreeMap<>(DEFAULTS);
        fields.putAll(settings.jetStream());
        fields.put("name", name);
        fields.put("subjects", List.of(subject));
        return fields;
    }

    public String name() {
        return text("name");
    }

    /** Whether it is the stream of a key-value bucket. */
    public boolean keyValue() {
        return BufferNames.isBucket(name());
    }

    /** The value of a field of text, by JetStream's name. */
    public String text(String field) {
        return (String) fields.get(field);
    }

    /** The value of a field with a number, by JetStream's name. */
    public long number(String field) {
        return ((Number) fields.get(field)).longValue();
    }
}
