package dev.numaflow.isbsvc.rendering.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** The range of an integer field: that of Kubernetes where it has a rule, otherwise that of the field's type. */
record NumberBound(long least, long most) {

    private static final NumberBound USER_ID = new NumberBound(0, Integer.MAX_VALUE);

    /** By the name of the field; a list of numbers has the bound of its elements. */
    private static final Map<String, NumberBound> OF_KUBERNETES = Map.of(
            "runAsUser", USER_ID,
            "runAsGroup", USER_ID,
            "fsGroup", USER_ID,
            "supplementalGroups", USER_ID,
            "weight", new NumberBound(1, 100));

    static NumberBound of(String path, Class<?> type) {
        String field = path.substring(path.lastIndexOf('.') + 1).replaceAll("\\[.*", "");
        return OF_KUBERNETES.getOrDefault(
                field,
                type == Integer.class
                        ? new NumberBound(Integer.MIN_VALUE, Integer.MAX_VALUE)
                        : new NumberBound(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    boolean holds(JsonNode node) {
        return node.isIntegralNumber()
                && node.canConvertToLong()
                && node.longValue() >= least
                && node.longValue() <= most;
    }

    String allowed() {
        return "a whole number from " + least + " to " + most;
    }
}
