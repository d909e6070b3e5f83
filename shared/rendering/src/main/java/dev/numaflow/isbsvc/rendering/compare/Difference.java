package dev.numaflow.isbsvc.rendering.compare;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A place where a live object is not what is wanted, so that a log can say why it was written.
 *
 * @param path as {@code spec.template.spec.containers[0].image}
 * @param wanted a missing node where nothing is wanted
 * @param live a missing node where nothing is there
 */
public record Difference(String path, JsonNode wanted, JsonNode live, String reason) {

    private static final int LONGEST_VALUE = 60;

    /** Whether a value is a text that is too long to be shown. */
    static boolean isLong(JsonNode value) {
        return value.isTextual() && value.toString().length() > LONGEST_VALUE;
    }

    /** A value for people; a long one is not shown. */
    public static String shown(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "nothing";
        }
        String text = value.toString();
        if (text.length() <= LONGEST_VALUE) {
            return text;
        }
        return value.isTextual() ? "another text" : value.size() + " elements";
    }

    @Override
    public String toString() {
        return path + " " + reason;
    }
}
