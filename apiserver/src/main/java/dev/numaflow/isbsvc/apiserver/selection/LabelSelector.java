package dev.numaflow.isbsvc.apiserver.selection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A label selector in the syntax of the query: equality, sets, existence. */
public final class LabelSelector {
    private static final String KEY = "(?<key>[A-Za-z0-9][-A-Za-z0-9_./]*)";
    private static final Pattern SET = Pattern.compile(KEY + "\\s+(?<op>in|notin)\\s*\\((?<values>[^)]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile(KEY + "\\s*(?<op>==|=|!=)\\s*(?<value>[-A-Za-z0-9_.]*)");
    private static final Pattern EXISTENCE = Pattern.compile("(?<not>!?)\\s*" + KEY);

    private LabelSelector() {}

    /** Parses a predicate on an object's labels; throws IllegalArgumentException for what cannot be parsed. */
    public static Predicate<ObjectNode> parse(String text) {
        Predicate<ObjectNode> all = object -> true;
        for (String requirement : split(text)) {
            all = all.and(requirement(requirement.trim()));
        }
        return all;
    }

    /** The predicate of a LabelSelector object's matchLabels and matchExpressions. */
    public static Predicate<JsonNode> ofObject(JsonNode selector) {
        return labels -> {
            boolean equal = selector.path("matchLabels").properties().stream()
                    .allMatch(each -> each.getValue().equals(labels.get(each.getKey())));
            for (JsonNode each : selector.path("matchExpressions")) {
                equal &= expression(each, labels);
            }
            return equal;
        };
    }

    private static boolean expression(JsonNode expression, JsonNode labels) {
        JsonNode label = labels.path(expression.path("key").asText());
        boolean listed = false;
        for (JsonNode value : expression.path("values")) {
            listed |= value.equals(label);
        }
        return switch (expression.path("operator").asText()) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            case "Exists" -> !label.isMissingNode();
            case "DoesNotExist" -> label.isMissingNode();
            default -> false;
        };
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        StringBuilder current = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(current.toString());
                current.setLength(0);
            } else {
                current.append(c);
            }
        }
        parts.add(current.toString());
        parts.removeIf(String::isBlank);
        return parts;
    }

    private static Predicate<ObjectNode> requirement(String text) {
        Matcher set = SET.matcher(text);
        if (set.matches()) {
            Set<String> values = Arrays.stream(set.group("values").split(","))
                    .map(String::trim)
                    .collect(Collectors.toSet());
            boolean in = set.group("op").equals("in");
            String key = set.group("key");
            return object -> in == (has(object, key) && values.contains(label(object, key)));
        }
        Matcher equality = EQUALITY.matcher(text);
        if (equality.matches()) {
            String key = equality.group("key");
            String value = equality.group("value");
            boolean equal = !equality.group("op").equals("!=");
            return object -> equal == (has(object, key) && label(object, key).equals(value));
        }
        Matcher existence = EXISTENCE.matcher(text);
        if (existence.matches()) {
            boolean wanted = existence.group("not").isEmpty();
            String key = existence.group("key");
            return object -> has(object, key) == wanted;
        }
        throw new IllegalArgumentException("unable to parse requirement: " + text);
    }

    private static boolean has(ObjectNode object, String key) {
        return !Json.absent(Json.at(object, "metadata", "labels", key));
    }

    private static String label(ObjectNode object, String key) {
        return Json.at(object, "metadata", "labels", key).asText();
    }
}
