package dev.numaflow.isbsvc.rendering.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Shown;
import java.util.List;

/**
 * A difference between the live and the desired object, logged as the reason of a write.
 *
 * @param path as {@code spec.template.spec.containers[0].image}
 * @param desired a missing node where no value is desired
 * @param live a missing node where there is no value
 */
public record Difference(String path, JsonNode desired, JsonNode live, String reason) {

    private static final int LONGEST_VALUE = 60;
    private static final int LONGEST_TOLD = 160;
    private static final int MOST_TOLD = 5;

    /** Whether a field exists that is not desired at all. */
    public boolean isAddition() {
        return desired.isMissingNode();
    }

    /** Several of them for users, as many as a message can hold. */
    public static String message(List<Difference> differences) {
        return Shown.list(
                differences.stream()
                        .map(difference -> Shown.cut(difference.toString(), LONGEST_TOLD))
                        .toList(),
                MOST_TOLD);
    }

    /** Whether a value is a text that is too long to be shown. */
    static boolean isLong(JsonNode value) {
        return value.isTextual() && value.toString().length() > LONGEST_VALUE;
    }

    /** A value for users; a long one is not shown. */
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
