package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.ObjectNames;
import java.util.List;

/** Reads single values from a tree; a value of another type is reported with its path and replaced by a neutral one. */
final class Fields {

    private static final int SHOWN = 60;

    /** More do not help, and a message holds fewer. */
    private static final int MOST_VIOLATIONS = 50;

    private final List<Violation> violations;

    Fields(List<Violation> violations) {
        this.violations = violations;
    }

    void refuse(String path, String found, String allowed) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(new Violation(path, found, allowed));
        }
    }

    /** Whether a list is longer than that; it is then refused without reading its elements. */
    boolean isLonger(int most, JsonNode list, String path) {
        boolean longer = list.isArray() && list.size() > most;
        if (longer) {
            refuse(path, list.size() + " elements", "at most " + most);
        }
        return longer;
    }

    String text(JsonNode node, String path) {
        if (node.isTextual() && !node.asText().isEmpty()) {
            return node.asText();
        }
        refuse(path, shown(node), "a text");
        return "";
    }

    String textOr(String absent, JsonNode node, String path) {
        boolean isAbsent = isAbsent(node) || node.isTextual() && node.asText().isEmpty();
        return isAbsent ? absent : text(node, path);
    }

    int numberOr(int absent, JsonNode node, String path) {
        if (isAbsent(node)) {
            return absent;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            refuse(path, shown(node), "a whole number");
            return absent;
        }
        return node.asInt();
    }

    boolean isTrue(JsonNode node, String path) {
        if (!isAbsent(node) && !node.isBoolean()) {
            refuse(path, shown(node), "true or false");
        }
        return node.asBoolean(false);
    }

    /** Whether the value is an object. */
    boolean has(JsonNode node, String path) {
        if (!isAbsent(node) && !node.isObject()) {
            refuse(path, shown(node), "an object");
        }
        return node.isObject();
    }

    /** The elements of a list that must not be empty. */
    Iterable<JsonNode> someElements(JsonNode node, String path) {
        if (isAbsent(node) || node.isArray() && node.isEmpty()) {
            refuse(path, "nothing", "a list with at least one element");
        }
        return elements(node, path);
    }

    Iterable<JsonNode> elements(JsonNode node, String path) {
        if (!isAbsent(node) && !node.isArray()) {
            refuse(path, shown(node), "a list");
        }
        return node.isArray() ? node : List.of();
    }

    /** Names become parts of stream names and of other objects' names, which allow less than object names do. */
    void label(String name, String path) {
        if (!name.isEmpty() && !ObjectNames.isLabel(name)) {
            refuse(
                    path,
                    shown(name),
                    "at most 63 lower-case letters, digits and hyphens, a letter first, no hyphen last");
        }
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static String shown(JsonNode node) {
        if (node.isContainerNode()) {
            return node.isArray() ? "a list" : "an object";
        }
        return isAbsent(node) ? "nothing" : shown(node.toString());
    }

    static String shown(String text) {
        return Shown.cut(text, SHOWN);
    }
}
