package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.servers.SetBack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A field whose actual value differs from the desired one. Fields that were not requested, and all metadata, are left to the server. */
public record ConfigDrift(String field, String desired, String found) {

    private static final String NOTHING = "nothing";

    /** Servers that support these fields always report them; one that does not is older (2.9, 2.10, 2.9) and cannot apply them. */
    private static final Set<String> UNKNOWN_WHERE_ABSENT = Set.of("allow_direct", "compression", "name");

    /** The first difference, by field name, between two configurations of a stream or a consumer, if any. */
    public static Optional<ConfigDrift> between(JsonNode desired, JsonNode live) {
        return all(desired, live).stream().findFirst();
    }

    /** Every difference, by field name. */
    static List<ConfigDrift> all(JsonNode desired, JsonNode live) {
        return desired.properties().stream()
                .filter(field -> !field.getKey().equals("metadata"))
                .sorted(Map.Entry.comparingByKey())
                .filter(field -> live.has(field.getKey()) || !UNKNOWN_WHERE_ABSENT.contains(field.getKey()))
                .filter(field -> !field.getKey().equals("deliver_policy") || !SetBack.isMarkedIn(live))
                .filter(field -> !same(field.getValue(), live.path(field.getKey())))
                .map(field -> new ConfigDrift(field.getKey(), text(field.getValue()), text(live.path(field.getKey()))))
                .toList();
    }

    /** Those of the fields that are set without being requested. */
    static List<ConfigDrift> unasked(List<String> fields, JsonNode live) {
        return fields.stream()
                .filter(field -> !isNothing(live.path(field)))
                .map(field -> new ConfigDrift(field, NOTHING, text(live.path(field))))
                .toList();
    }

    /** Servers omit what is zero, false or empty. */
    private static boolean same(JsonNode desired, JsonNode live) {
        return isNothing(desired) ? isNothing(live) : text(desired).equals(text(live));
    }

    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isNumber() && value.asLong() == 0)
                || (value.isBoolean() && !value.asBoolean())
                || (value.isTextual() && value.asText().isEmpty())
                || (value.isContainerNode() && value.isEmpty());
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() ? NOTHING : value.toString();
    }

    @Override
    public String toString() {
        return field + " is " + found + " instead of " + desired;
    }
}
