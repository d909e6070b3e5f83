package dev.numaflow.isbsvc.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.rest.Violation;
import java.util.ArrayList;
import java.util.List;

/** The rules for a CustomResourceDefinition; rejects what this server does not support. */
final class DefinitionRules {
    private static final String CEL = "x-kubernetes-validations";

    private DefinitionRules() {}

    static List<Violation> check(ObjectNode definition) {
        List<Violation> violations = new ArrayList<>();
        JsonNode spec = definition.path("spec");
        String wanted = spec.path("names").path("plural").asText() + "."
                + spec.path("group").asText();
        if (!Metadata.name(definition).equals(wanted)) {
            violations.add(Violation.invalid(
                    "metadata.name",
                    "\"" + Metadata.name(definition) + "\"",
                    "must be spec.names.plural+\".\"+spec.group"));
        }
        if (!spec.path("conversion").path("strategy").asText("None").equals("None")) {
            violations.add(Violation.forbidden(
                    "spec.conversion.strategy",
                    "this API server converts between versions by apiVersion alone (None)"));
        }
        int stored = 0;
        for (int i = 0; i < spec.path("versions").size(); i++) {
            JsonNode version = spec.path("versions").get(i);
            stored += version.path("storage").asBoolean() ? 1 : 0;
            String path = "spec.versions[" + i + "].schema.openAPIV3Schema";
            JsonNode schema = version.path("schema").path("openAPIV3Schema");
            if (schema.isMissingNode()) {
                violations.add(Violation.required(path, "schemas are required"));
            }
            rules(schema, path, violations);
        }
        if (stored != 1) {
            violations.add(Violation.invalid(
                    "spec.versions", stored, "must have exactly one version marked as storage version"));
        }
        return violations;
    }

    private static void rules(JsonNode schema, String path, List<Violation> violations) {
        if (schema.has(CEL)) {
            violations.add(Violation.forbidden(
                    path + "." + CEL, "this API server does not evaluate CEL rules; use a real control plane"));
        }
        schema.path("properties")
                .properties()
                .forEach(each -> rules(each.getValue(), path + ".properties[" + each.getKey() + "]", violations));
        if (schema.path("items").isObject()) {
            rules(schema.get("items"), path + ".items", violations);
        }
        if (schema.path("additionalProperties").isObject()) {
            rules(schema.get("additionalProperties"), path + ".additionalProperties", violations);
        }
    }
}
