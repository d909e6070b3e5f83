package dev.numaflow.isbsvc.local.manifests;

import java.util.List;

/** A named set of access rules. */
public record ClusterRole(String name, List<AccessRule> rules) {

    static ClusterRole read(Fields document) {
        return new ClusterRole(
                document.object("metadata", metadata -> metadata.text("name")),
                document.list("rules", AccessRule::read));
    }
}
