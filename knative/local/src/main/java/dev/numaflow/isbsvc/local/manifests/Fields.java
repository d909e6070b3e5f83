package dev.numaflow.isbsvc.local.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads one object of a manifest field by field, and rejects every field that its reader did not read. */
public final class Fields {
    private final FieldPath place;
    private final ObjectNode object;
    private final SortedSet<String> known = new TreeSet<>();

    private Fields(FieldPath place, ObjectNode object) {
        this.place = place;
        this.object = object;
    }

    static <T> T read(FieldPath place, JsonNode node, Function<Fields, T> reader) {
        if (!(node instanceof ObjectNode object)) {
            throw place.refuse(shown(node), "an object");
        }
        Fields fields = new Fields(place, object);
        T result = reader.apply(fields);
        fields.refuseUnknown();
        return result;
    }

    private void refuseUnknown() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw place.field(name).refuse(shown(object.get(name)), "one of " + known);
            }
        });
    }

    FieldPath place() {
        return place;
    }

    boolean has(String name) {
        known.add(name);
        return object.hasNonNull(name);
    }

    JsonNode node(String name) {
        if (!has(name)) {
            throw place.field(name).refuse("nothing", "a value: the field is required");
        }
        return object.get(name);
    }

    String text(String name) {
        JsonNode value = node(name);
        if (!value.isTextual()) {
            throw place.field(name).refuse(shown(value), "a text");
        }
        return value.textValue();
    }

    Optional<String> optionalText(String name) {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    int integer(String name) {
        JsonNode value = node(name);
        if (!value.isInt() || value.intValue() < 0) {
            throw place.field(name).refuse(shown(value), "a whole number, 0 or more");
        }
        return value.intValue();
    }

    /** A field with one supported value: that is accepted, anything else is rejected, because it would be ignored. */
    Fields only(String name, String value) {
        if (!text(name).equals(value)) {
            throw place.field(name).refuse(shown(object.get(name)), '"' + value + '"');
        }
        return this;
    }

    Fields only(String name, boolean value) {
        if (!node(name).equals(BooleanNode.valueOf(value))) {
            throw place.field(name).refuse(shown(object.get(name)), String.valueOf(value));
        }
        return this;
    }

    Fields only(String name, List<String> values) {
        if (!texts(name).equals(values)) {
            throw place.field(name).refuse(shown(object.get(name)), values.toString());
        }
        return this;
    }

    Duration duration(String name, Function<String, Duration> format, String allowed) {
        String value = text(name);
        try {
            return format.apply(value);
        } catch (RuntimeException unreadable) {
            throw place.field(name).refuse('"' + value + '"', allowed);
        }
    }

    <T> T object(String name, Function<Fields, T> reader) {
        return read(place.field(name), node(name), reader);
    }

    <T> Optional<T> optionalObject(String name, Function<Fields, T> reader) {
        return has(name) ? Optional.of(object(name, reader)) : Optional.empty();
    }

    <T> List<T> list(String name, Function<Fields, T> reader) {
        return elements(name, (at, element) -> read(at, element, reader));
    }

    List<String> texts(String name) {
        return elements(name, Fields::textAt);
    }

    private <T> List<T> elements(String name, BiFunction<FieldPath, JsonNode, T> reader) {
        JsonNode value = node(name);
        if (!value.isArray()) {
            throw place.field(name).refuse(shown(value), "a list");
        }
        List<T> elements = new ArrayList<>();
        for (int index = 0; index < value.size(); index++) {
            elements.add(reader.apply(place.field(name).element(index), value.get(index)));
        }
        return List.copyOf(elements);
    }

    Map<String, String> map(String name) {
        Map<String, String> entries = new LinkedHashMap<>();
        if (has(name)) {
            node(name)
                    .fields()
                    .forEachRemaining(entry -> entries.put(
                            entry.getKey(), textAt(place.field(name).field(entry.getKey()), entry.getValue())));
        }
        return Map.copyOf(entries);
    }

    private static String textAt(FieldPath at, JsonNode value) {
        if (!value.isTextual()) {
            throw at.refuse(shown(value), "a text");
        }
        return value.textValue();
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
