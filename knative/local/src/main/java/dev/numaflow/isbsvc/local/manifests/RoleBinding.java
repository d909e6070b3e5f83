package dev.numaflow.isbsvc.local.manifests;

import java.util.List;

/** Grants a Role to ServiceAccounts, in the namespace of the binding. */
public record RoleBinding(ObjectName name, String role, List<ObjectName> serviceAccounts) {

    static RoleBinding read(Fields document) {
        return new RoleBinding(
                ObjectName.read(document),
                document.object("roleRef", RoleBinding::role),
                document.list("subjects", subject -> ObjectName.of(subject.only("kind", "ServiceAccount"))));
    }

    private static String role(Fields reference) {
        return reference
                .only("apiGroup", "rbac.authorization.k8s.io")
                .only("kind", "Role")
                .text("name");
    }
}
