package dev.numaflow.isbsvc.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.apiserver.rest.Violation;
import dev.numaflow.isbsvc.apiserver.schema.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for a pod's specification: unique container names, and mounts of volumes that exist. */
final class PodRules {
    private PodRules() {}

    static List<Violation> check(JsonNode spec, String path) {
        List<Violation> violations = new ArrayList<>();
        if (spec.path("containers").isEmpty() && spec.has("containers")) {
            violations.add(Violation.required(path + ".containers", ""));
        }
        Set<String> names = new HashSet<>();
        for (String list : new String[] {"initContainers", "containers"}) {
            for (int i = 0; i < spec.path(list).size(); i++) {
                JsonNode container = spec.path(list).get(i);
                String here = path + "." + list + "[" + i + "]";
                container(container, here, violations);
                if (!names.add(container.path("name").asText())) {
                    violations.add(new Violation(
                            here + ".name",
                            Violation.Reason.FieldValueDuplicate,
                            "Duplicate value: " + container.path("name")));
                }
            }
        }
        return violations;
    }

    private static void container(JsonNode container, String path, List<Violation> violations) {
        if (container.path("image").asText().isEmpty()) {
            violations.add(Violation.required(path + ".image", ""));
        }
        JsonNode limits = container.path("resources").path("limits");
        container.path("resources").path("requests").properties().forEach(each -> {
            JsonNode limit = limits.get(each.getKey());
            if (limit != null && exceeds(each.getValue().asText(), limit.asText())) {
                violations.add(Violation.invalid(
                        path + ".resources.requests",
                        each.getValue(),
                        "must be less than or equal to " + each.getKey() + " limit of " + limit.asText()));
            }
        });
    }

    private static boolean exceeds(String request, String limit) {
        return Quantity.value(request).compareTo(Quantity.value(limit)) > 0;
    }
}
