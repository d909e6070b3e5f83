package dev.numaflow.isbsvc.rendering.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The value of each key of a section. */
public record Values(Map<Key<?>, Object> byKey) {

    private static final long NO_LIMIT = -1;

    public Values {
        byKey = Map.copyOf(byKey);
    }

    /** The values that a reader has for these keys. */
    static Values of(List<Key<?>> keys, Function<Key<?>, Object> reader) {
        Map<Key<?>, Object> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, reader.apply(key)));
        return new Values(values);
    }

    @SuppressWarnings("unchecked") // Each value was read by the rule of its key.
    public <T> T get(Key<T> key) {
        return (T) byKey.get(key);
    }

    /** The same with another value. */
    public <T> Values with(Key<T> key, T value) {
        Map<Key<?>, Object> changed = new LinkedHashMap<>(byKey);
        changed.put(key, value);
        return new Values(changed);
    }

    /** As JetStream reports them, by its names: nanoseconds, words, and -1 for no limit. */
    public Map<String, Object> jetStream() {
        Map<String, Object> fields = new TreeMap<>();
        byKey.forEach((key, value) -> fields.put(key.jetStream(), jetStream(value)));
        return fields;
    }

    /** As Numaflow publishes them: keys in lower case and in order, durations as written, numbers for choices. */
    SortedMap<String, Object> published() {
        SortedMap<String, Object> published = new TreeMap<>();
        byKey.forEach((key, value) -> {
            if (key.publishedAlways() || !jetStream(value).equals(jetStream(key.fallbackValue()))) {
                published.put(key.name().toLowerCase(Locale.ROOT), published(value));
            }
        });
        return published;
    }

    private static Object published(Object value) {
        if (value instanceof GoDuration duration) {
            return duration.text();
        }
        return value instanceof Choice choice ? (Object) choice.ordinal() : value;
    }

    /** The server treats a zero as no limit, and reports it as -1; of an age as zero. */
    private static Object jetStream(Object value) {
        if (value instanceof GoDuration duration) {
            return duration.nanos();
        }
        if (value instanceof Choice choice) {
            return choice.word();
        }
        return Objects.equals(value, 0L) ? (Object) NO_LIMIT : value;
    }
}
