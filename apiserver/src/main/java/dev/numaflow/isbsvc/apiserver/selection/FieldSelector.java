package dev.numaflow.isbsvc.apiserver.selection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A field selector; supports only the fields that the real server supports for the type. */
public final class FieldSelector {
    private static final Pattern REQUIREMENT = Pattern.compile("([^=!]+)(==|=|!=)(.*)");
    private static final Map<String, List<String>> SUPPORTED = Map.of(
            "/pods",
            List.of(
                    "spec.nodeName",
                    "spec.restartPolicy",
                    "spec.schedulerName",
                    "spec.serviceAccountName",
                    "spec.hostNetwork",
                    "status.phase",
                    "status.podIP",
                    "status.nominatedNodeName"),
            "/secrets",
            List.of("type"),
            "/namespaces",
            List.of("status.phase"),
            "/services",
            List.of("spec.clusterIP", "spec.type"),
            "/events",
            List.of(
                    "involvedObject.kind",
                    "involvedObject.namespace",
                    "involvedObject.name",
                    "involvedObject.uid",
                    "involvedObject.apiVersion",
                    "involvedObject.resourceVersion",
                    "involvedObject.fieldPath",
                    "reason",
                    "reportingComponent",
                    "source",
                    "type"));

    private FieldSelector() {}

    /** Parses a predicate on an object's fields; throws IllegalArgumentException for an unsupported field. */
    public static Predicate<ObjectNode> parse(String text, ResourceType type) {
        Set<String> supported = new HashSet<>(List.of("metadata.name"));
        if (type.namespaced()) {
            supported.add("metadata.namespace");
        }
        supported.addAll(SUPPORTED.getOrDefault(type.storage(), List.of()));
        supported.addAll(type.traits().selectableFields());
        Predicate<ObjectNode> all = object -> true;
        for (String part : text.isBlank() ? new String[0] : text.split(",")) {
            Matcher matcher = REQUIREMENT.matcher(part.trim());
            if (!matcher.matches()) {
                throw new IllegalArgumentException("invalid selector: '" + text + "'; can't understand '" + part + "'");
            }
            if (!supported.contains(matcher.group(1))) {
                throw new IllegalArgumentException("field label not supported: " + matcher.group(1));
            }
            boolean equal = !matcher.group(2).equals("!=");
            String path = matcher.group(1);
            String value = matcher.group(3);
            all = all.and(object -> equal == value(object, path).equals(value));
        }
        return all;
    }

    private static String value(ObjectNode object, String path) {
        JsonNode value = Json.at(object, path.split("\\."));
        return value.isMissingNode() && path.equals("spec.hostNetwork") ? "false" : value.asText("");
    }
}
