package dev.numaflow.isbsvc.local.manifests;

import java.util.List;

/** What a ClusterRole allows: verbs on resources of API groups. */
public record AccessRule(List<String> apiGroups, List<String> resources, List<String> verbs) {

    static AccessRule read(Fields fields) {
        return new AccessRule(fields.texts("apiGroups"), fields.texts("resources"), fields.texts("verbs"));
    }
}
