package dev.numaflow.isbsvc.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.rest.Violation;
import dev.numaflow.isbsvc.apiserver.selection.LabelSelector;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.ArrayList;
import java.util.List;

/** The rules of built-in types that no schema states. */
final class TypeRules {
    private static final int HIGHEST_PORT = 65_535;

    private TypeRules() {}

    static List<Violation> check(ObjectNode object, ResourceType type) {
        return switch (type.storage()) {
            case "apps/statefulsets" -> statefulSet(object);
            case "/pods" -> PodRules.check(object.path("spec"), "spec");
            case "/services" -> service(object);
            case "policy/poddisruptionbudgets" -> budget(object);
            case "apiextensions.k8s.io/customresourcedefinitions" -> DefinitionRules.check(object);
            default -> List.of();
        };
    }

    private static List<Violation> statefulSet(ObjectNode set) {
        List<Violation> violations = new ArrayList<>();
        JsonNode spec = set.path("spec");
        JsonNode labels = Json.at(spec, "template", "metadata", "labels");
        if (spec.path("replicas").asInt() < 0) {
            violations.add(
                    Violation.invalid("spec.replicas", spec.get("replicas"), "must be greater than or equal to 0"));
        }
        if (spec.path("selector").isEmpty()
                || !LabelSelector.ofObject(spec.path("selector")).test(labels)) {
            violations.add(Violation.invalid(
                    "spec.template.metadata.labels",
                    labels.isMissingNode() ? "null" : labels,
                    "`selector` does not match template `labels`"));
        }
        violations.addAll(PodRules.check(spec.path("template").path("spec"), "spec.template.spec"));
        if (!Json.at(spec, "template", "spec", "restartPolicy").asText("Always").equals("Always")) {
            violations.add(new Violation(
                    "spec.template.spec.restartPolicy",
                    Violation.Reason.FieldValueNotSupported,
                    "Unsupported value: " + Json.at(spec, "template", "spec", "restartPolicy")
                            + ": supported values: \"Always\""));
        }
        return violations;
    }

    private static List<Violation> service(ObjectNode service) {
        List<Violation> violations = new ArrayList<>();
        JsonNode ports = service.path("spec").path("ports");
        boolean headless = service.path("spec").path("clusterIP").asText().equals("None");
        boolean external = service.path("spec").path("type").asText().equals("ExternalName");
        if (ports.isEmpty() && !headless && !external) {
            violations.add(Violation.required("spec.ports", ""));
        }
        for (int i = 0; i < ports.size(); i++) {
            int port = ports.get(i).path("port").asInt();
            if (port < 1 || port > HIGHEST_PORT) {
                violations.add(Violation.invalid(
                        "spec.ports[" + i + "].port", port, "must be between 1 and 65535, inclusive"));
            }
            if (ports.size() > 1 && ports.get(i).path("name").asText().isEmpty()) {
                violations.add(Violation.required("spec.ports[" + i + "].name", ""));
            }
        }
        return violations;
    }

    private static List<Violation> budget(ObjectNode budget) {
        JsonNode spec = budget.path("spec");
        return spec.has("minAvailable") && spec.has("maxUnavailable")
                ? List.of(Violation.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set"))
                : List.of();
    }
}
