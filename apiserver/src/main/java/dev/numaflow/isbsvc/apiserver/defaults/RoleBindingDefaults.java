package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;

/** Defaults of a RoleBinding: the authorization API group for roles and users. */
final class RoleBindingDefaults {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private RoleBindingDefaults() {}

    static void apply(ObjectNode binding) {
        Absent.text(Json.objectAt(binding, "roleRef"), "apiGroup", GROUP);
        binding.path("subjects").forEach(each -> {
            if (!each.path("kind").asText().equals("ServiceAccount")) {
                Absent.text((ObjectNode) each, "apiGroup", GROUP);
            }
        });
    }
}
