package dev.numaflow.isbsvc.local.manifests;

import java.util.List;

/** Grants a ClusterRole to ServiceAccounts, in every namespace. */
public record ClusterRoleBinding(String name, String role, List<ObjectName> serviceAccounts) {

    static ClusterRoleBinding read(Fields document) {
        return new ClusterRoleBinding(
                document.object("metadata", metadata -> metadata.text("name")),
                document.object("roleRef", ClusterRoleBinding::role),
                document.list("subjects", subject -> ObjectName.of(subject.only("kind", "ServiceAccount"))));
    }

    private static String role(Fields reference) {
        return reference
                .only("apiGroup", "rbac.authorization.k8s.io")
                .only("kind", "ClusterRole")
                .text("name");
    }
}
