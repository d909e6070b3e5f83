package dev.numaflow.isbsvc.local.manifests;

import java.util.List;

/** What a role allows: verbs on resources of API groups, and only on those named where names are given. */
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
