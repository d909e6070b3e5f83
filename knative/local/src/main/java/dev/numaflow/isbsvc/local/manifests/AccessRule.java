package dev.numaflow.isbsvc.local.manifests;

import java.util.List;

/** A rule of a role: verbs on resources of API groups, restricted to names where there are any. */
public record AccessRule(
        List<String> apiGroups, List<String> resources, List<String> resourceNames, List<String> verbs) {

    static AccessRule read(Fields fields) {
        return new AccessRule(
                fields.texts("apiGroups"),
                fields.texts("resources"),
                fields.has("resourceNames") ? fields.texts("resourceNames") : List.of(),
                fields.texts("verbs"));
    }
}
