package dev.numaflow.isbsvc.rendering.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A flat group of keys, merged over its layers: a later layer wins, key by key. */
final class Section {

    private final List<Key<?>> keys;
    private final Set<String> names = new LinkedHashSet<>();
    private final Map<String, Scalar> values = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final List<Violation> violations;

    Section(List<Key<?>> keys, List<Violation> violations) {
        this.keys = keys;
        keys.forEach(key -> names.add(key.name()));
        this.violations = violations;
    }

    void overlay(YamlReader reader, JsonNode layer, String path) {
        reader.entries(layer, path, names).forEach((name, node) -> reader.scalar(node, path + "." + name)
                .ifPresent(scalar -> values.put(name, scalar)));
    }

    /** The values of all keys. */
    Values values() {
        return Values.of(keys, this::read);
    }

    /** The value of a key; a refused one is reported and replaced by the fallback until all is read. */
    <T> T read(Key<T> key) {
        Scalar written = values.get(key.name());
        if (written == null) {
            return key.fallbackValue();
        }
        Parsed<T> parsed = key.rule().read(written);
        if (parsed.isGood()) {
            return parsed.value();
        }
        refused.add(key.name());
        violations.addAll(parsed.violations());
        return key.fallbackValue();
    }

    boolean isGood(Key<?> key) {
        return !refused.contains(key.name());
    }

    boolean isSetBelow(Key<?> key, String path) {
        return values.containsKey(key.name()) && values.get(key.name()).path().startsWith(path + ".");
    }

    /** Refuses the value of a key because of another value. */
    void refuse(Key<?> key, String allowed) {
        Scalar written = values.getOrDefault(key.name(), new Scalar(key.name(), key.fallback()));
        violations.addAll(written.refused(allowed).violations());
    }
}
