package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * Where what a server holds differs from what was asked for: in the first field, in alphabetical order, that was asked for and
 * is not so. Fields that nobody asked for, and all metadata, are the server's own.
 */
public record Drift(String field, String wanted, String found) {

    /** The first difference between two configurations of a stream or a consumer, or nothing. */
    public static Optional<Drift> between(JsonNode wanted, JsonNode live) {
        return wanted.properties().stream()
                .filter(field -> !field.getKey().equals("metadata"))
                .sorted(Map.Entry.comparingByKey())
                .filter(field -> !same(field.getValue(), live.path(field.getKey())))
                .map(field -> new Drift(field.getKey(), text(field.getValue()), text(live.path(field.getKey()))))
                .findFirst();
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
        return value.isMissingNode() ? "nothing" : value.toString();
    }

    @Override
    public String toString() {
        return field + " is " + found + " instead of " + wanted;
    }
}
