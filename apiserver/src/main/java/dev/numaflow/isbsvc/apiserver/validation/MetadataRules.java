package dev.numaflow.isbsvc.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.rest.Violation;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for names, labels, annotations, owners and finalizers. */
final class MetadataRules {
    private static final int LABEL_LENGTH = 63;
    private static final int SUBDOMAIN_LENGTH = 253;
    private static final int ANNOTATIONS_LENGTH = 256 * 1024;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SERVICE = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern PATH_SEGMENT = Pattern.compile("(?!\\.\\.?$)[^/%]+");
    private static final Pattern LABEL_VALUE = Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
    private static final Pattern QUALIFIED_NAME =
            Pattern.compile("([a-zA-Z0-9][-a-zA-Z0-9.]*/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final Set<String> NAMED_AS_LABELS = Set.of("/namespaces", "apps/statefulsets");

    private MetadataRules() {}

    static List<Violation> check(ObjectNode object, ResourceType type) {
        List<Violation> violations = new ArrayList<>();
        name(object, type, violations);
        JsonNode metadata = object.path("metadata");
        for (Map.Entry<String, JsonNode> each : metadata.path("labels").properties()) {
            String value = each.getValue().asText();
            key("metadata.labels", each.getKey(), violations);
            if (value.length() > LABEL_LENGTH || !LABEL_VALUE.matcher(value).matches()) {
                violations.add(Violation.invalid(
                        "metadata.labels",
                        quoted(value),
                        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.',"
                                + " and must start and end with an alphanumeric character, at most 63 characters"));
            }
        }
        annotations(metadata.path("annotations"), violations);
        owners(metadata.path("ownerReferences"), violations);
        Metadata.finalizers(object).forEach(each -> key("metadata.finalizers", each, violations));
        return violations;
    }

    static List<Violation> checkChange(ObjectNode before, ObjectNode after) {
        List<String> added = new ArrayList<>(Metadata.finalizers(after));
        added.removeAll(Metadata.finalizers(before));
        return Metadata.deleting(before) && !added.isEmpty()
                ? List.of(Violation.forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers " + added))
                : List.of();
    }

    private static void name(ObjectNode object, ResourceType type, List<Violation> violations) {
        String name = Metadata.name(object);
        if (name.isEmpty()) {
            violations.add(Violation.required("metadata.name", "name or generateName is required"));
            return;
        }
        boolean service = type.is("", "services");
        boolean label = service || NAMED_AS_LABELS.contains(type.storage());
        boolean free = type.group().equals("rbac.authorization.k8s.io");
        Pattern pattern = service ? SERVICE : label ? LABEL : free ? PATH_SEGMENT : SUBDOMAIN;
        int longest = label ? LABEL_LENGTH : SUBDOMAIN_LENGTH;
        if (!pattern.matcher(name).matches()) {
            violations.add(Violation.invalid(
                    "metadata.name",
                    quoted(name),
                    (label ? "a lowercase RFC 1123 label" : "a lowercase RFC 1123 subdomain")
                            + " must match the regex '" + pattern + "'"));
        }
        if (name.length() > longest) {
            violations.add(Violation.invalid(
                    "metadata.name", quoted(name), "must be no more than " + longest + " characters"));
        }
    }

    private static void annotations(JsonNode annotations, List<Violation> violations) {
        int length = 0;
        for (Map.Entry<String, JsonNode> each : annotations.properties()) {
            key("metadata.annotations", each.getKey(), violations);
            length += each.getKey().length() + each.getValue().asText().length();
        }
        if (length > ANNOTATIONS_LENGTH) {
            violations.add(new Violation(
                    "metadata.annotations",
                    Violation.Reason.FieldValueTooLong,
                    "Too long: may not be more than " + ANNOTATIONS_LENGTH + " bytes"));
        }
    }

    private static void owners(JsonNode owners, List<Violation> violations) {
        int controllers = 0;
        for (JsonNode owner : owners) {
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (owner.path(field).asText().isEmpty()) {
                    violations.add(Violation.invalid("metadata.ownerReferences." + field, "\"\"", "must not be empty"));
                }
            }
            controllers += owner.path("controller").asBoolean() ? 1 : 0;
        }
        if (controllers > 1) {
            violations.add(Violation.invalid(
                    "metadata.ownerReferences", owners, "Only one reference can have Controller set to true"));
        }
    }

    private static void key(String field, String key, List<Violation> violations) {
        if (!QUALIFIED_NAME.matcher(key).matches()) {
            violations.add(Violation.invalid(field, quoted(key), "name part must match " + QUALIFIED_NAME));
        }
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
