package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.servers.SetBack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where what a server holds differs from what was asked for: in the first field, in alphabetical order, that was asked for and
 * is not so. Fields that nobody asked for, and all metadata, are the server's own.
 */
public record ConfigDrift(String field, String wanted, String found) {

    private static final String NOTHING = "nothing";

    /**
     * Servers that know these report them whatever their value; one that reports none is older than they are (2.9, 2.10, 2.9), and can
     * be asked for nothing there.
     */
    private static final Set<String> UNKNOWN_WHERE_ABSENT = Set.of("allow_direct", "compression", "name");

    /** The first difference between two configurations of a stream or a consumer, or nothing. */
    public static Optional<ConfigDrift> between(JsonNode wanted, JsonNode live) {
        return all(wanted, live).stream().findFirst();
    }

    /** Every difference, in the order of the fields. */
    static List<ConfigDrift> all(JsonNode wanted, JsonNode live) {
        return wanted.properties().stream()
                .filter(field -> !field.getKey().equals("metadata"))
                .sorted(Map.Entry.comparingByKey())
                .filter(field -> live.has(field.getKey()) || !UNKNOWN_WHERE_ABSENT.contains(field.getKey()))
                .filter(field -> !field.getKey().equals("deliver_policy") || !SetBack.isMarkedIn(live))
                .filter(field -> !same(field.getValue(), live.path(field.getKey())))
                .map(field -> new ConfigDrift(field.getKey(), text(field.getValue()), text(live.path(field.getKey()))))
                .toList();
    }

    /** Those of the fields that nobody asks for and that are set nevertheless. */
    static List<ConfigDrift> unasked(List<String> fields, JsonNode live) {
        return fields.stream()
                .filter(field -> !isNothing(live.path(field)))
                .map(field -> new ConfigDrift(field, NOTHING, text(live.path(field))))
                .toList();
    }

    /** Servers leave out what is zero, false or empty. */
    private static boolean same(JsonNode wanted, JsonNode live) {
        return isNothing(wanted) ? isNothing(live) : text(wanted).equals(text(live));
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
        return field + " is " + found + " instead of " + wanted;
    }
}
