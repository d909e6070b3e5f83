package dev.numaflow.isbsvc.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.rest.Violation;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.ArrayList;
import java.util.List;

/** The immutable fields of built-in objects. */
final class ImmutabilityRules {
    private static final List<String> STATEFUL_SET = List.of(
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds");
    private static final String STATEFUL_SET_MESSAGE =
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy',"
                    + " 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are"
                    + " forbidden";

    private static final String POD_MESSAGE = "pod updates may not change fields other than"
            + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`";

    private ImmutabilityRules() {}

    static List<Violation> check(ObjectNode before, ObjectNode after, ResourceType type) {
        return switch (type.storage()) {
            case "apps/statefulsets" ->
                differs(before, after, "spec", STATEFUL_SET)
                        ? List.of(Violation.forbidden("spec", STATEFUL_SET_MESSAGE))
                        : List.of();
            case "/configmaps", "/secrets" -> content(before, after, type);
            case "/services" -> service(before, after);
            case "/persistentvolumeclaims" ->
                differs(before, after, "spec", List.of("resources", "volumeName", "volumeAttributesClassName"))
                        ? List.of(Violation.forbidden(
                                "spec", "spec is immutable after creation except resources.requests"))
                        : List.of();
            case "/pods" -> pod(before, after);
            case "rbac.authorization.k8s.io/rolebindings", "rbac.authorization.k8s.io/clusterrolebindings" ->
                fixed(before, after, "roleRef", "roleRef");
            default -> List.of();
        };
    }

    private static List<Violation> pod(ObjectNode before, ObjectNode after) {
        ObjectNode old = withoutImages(before);
        ObjectNode now = withoutImages(after);
        return differs(old, now, "spec", List.of("activeDeadlineSeconds", "tolerations"))
                ? List.of(Violation.forbidden("spec", POD_MESSAGE))
                : List.of();
    }

    private static ObjectNode withoutImages(ObjectNode pod) {
        ObjectNode copy = pod.deepCopy();
        for (String list : List.of("containers", "initContainers")) {
            copy.path("spec").path(list).forEach(each -> ((ObjectNode) each).remove("image"));
        }
        return copy;
    }

    private static List<Violation> content(ObjectNode before, ObjectNode after, ResourceType type) {
        List<Violation> violations = new ArrayList<>();
        if (type.is("", "secrets")) {
            violations.addAll(fixed(before, after, "type", "type"));
        }
        if (before.path("immutable").asBoolean()) {
            if (!after.path("immutable").asBoolean()) {
                violations.add(Violation.forbidden("immutable", "field is immutable when `immutable` is set"));
            }
            for (String field : List.of("data", "binaryData")) {
                if (!Json.same(before.path(field), after.path(field))) {
                    violations.add(Violation.forbidden(field, "field is immutable when `immutable` is set"));
                }
            }
        }
        return violations;
    }

    private static List<Violation> service(ObjectNode before, ObjectNode after) {
        JsonNode address = before.path("spec").path("clusterIP");
        boolean changed = address.isTextual()
                && !after.path("spec").path("type").asText().equals("ExternalName")
                && !Json.same(address, after.path("spec").path("clusterIP"));
        return changed
                ? List.of(Violation.invalid(
                        "spec.clusterIP", after.path("spec").path("clusterIP"), "may not change once set"))
                : List.of();
    }

    private static List<Violation> fixed(ObjectNode before, ObjectNode after, String field, String path) {
        return Json.same(before.path(field), after.path(field))
                ? List.of()
                : List.of(Violation.invalid(path, after.path(field), "field is immutable"));
    }

    private static boolean differs(ObjectNode before, ObjectNode after, String part, List<String> changeable) {
        ObjectNode old = Json.objectAt(before.deepCopy(), part);
        ObjectNode now = Json.objectAt(after.deepCopy(), part);
        old.remove(changeable);
        now.remove(changeable);
        return !Json.same(old, now);
    }
}
