package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Decides whether a {@code metav1.LabelSelector} selects an object with these labels. */
final class LabelSelector {

    private LabelSelector() {}

    /** An absent selector selects nothing, an empty one everything. */
    static boolean matches(JsonNode selector, Map<String, String> labels) {
        return selector.isObject()
                && selector.path("matchLabels").properties().stream()
                        .allMatch(desired -> desired.getValue().asText().equals(labels.get(desired.getKey())))
                && StreamSupport.stream(selector.path("matchExpressions").spliterator(), false)
                        .allMatch(expression -> holds(expression, labels));
    }

    private static boolean holds(JsonNode expression, Map<String, String> labels) {
        String value = labels.get(expression.path("key").asText());
        boolean listed = value != null
                && StreamSupport.stream(expression.path("values").spliterator(), false)
                        .anyMatch(each -> each.asText().equals(value));
        return switch (expression.path("operator").asText()) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }
}
