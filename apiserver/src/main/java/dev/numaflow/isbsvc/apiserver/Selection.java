package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The objects that a list or watch is about; refuses selectors that it does not support. */
final class Selection {
    private static final Pattern FIELD = Pattern.compile("([^=!]+)(==|=|!=)(.*)");
    private static final Pattern LABEL = Pattern.compile("(?<not>!?)\\s*(?<key>[A-Za-z0-9][-A-Za-z0-9_./]*)"
            + "(\\s*(?<operator>==|=|!=)\\s*(?<value>[-A-Za-z0-9_.]*))?");
    private static final List<String> OF_ALL = List.of("metadata.name", "metadata.namespace");
    private static final Map<String, List<String>> OF_TYPES = Map.of(
            "/pods",
            List.of("spec.nodeName", "status.phase"),
            "/events",
            List.of(
                    "involvedObject.kind",
                    "involvedObject.name",
                    "involvedObject.namespace",
                    "involvedObject.uid",
                    "reason",
                    "type"));

    private Selection() {}

    static Predicate<ObjectNode> of(Target target, Request request) {
        Predicate<ObjectNode> inside = target::covers;
        return inside.and(labels(request.option("labelSelector")))
                .and(fields(request.option("fieldSelector"), target.type()));
    }

    private static Predicate<ObjectNode> fields(String text, ResourceType type) {
        Predicate<ObjectNode> all = object -> true;
        for (String part : text.isBlank() ? new String[0] : text.split(",")) {
            Matcher field = FIELD.matcher(part.trim());
            boolean supported = field.matches()
                    && (OF_ALL.contains(field.group(1))
                            || OF_TYPES.getOrDefault(type.storage(), List.of()).contains(field.group(1)));
            if (!supported) {
                throw Failure.badRequest("field label not supported: " + part);
            }
            boolean equal = !field.group(2).equals("!=");
            String[] path = field.group(1).split("\\.");
            String value = field.group(3);
            all = all.and(object -> equal == Json.text(object, path).equals(value));
        }
        return all;
    }

    /** A label selector in the syntax of the query: equality and existence. */
    static Predicate<ObjectNode> labels(String text) {
        Predicate<ObjectNode> all = object -> true;
        for (String part : text.isBlank() ? new String[0] : text.split(",")) {
            Matcher label = LABEL.matcher(part.trim());
            boolean negated = label.matches() && !label.group("not").isEmpty();
            if (!label.matches() || negated && label.group("value") != null) {
                throw Failure.badRequest("this API server selects labels by equality and existence, not by: " + part);
            }
            String key = label.group("key");
            String value = label.group("value");
            boolean wanted = !negated && !"!=".equals(label.group("operator"));
            all = all.and(object -> {
                JsonNode found = Json.at(object, "metadata", "labels", key);
                return wanted == (!Json.absent(found) && (value == null || value.equals(found.asText())));
            });
        }
        return all;
    }
}
