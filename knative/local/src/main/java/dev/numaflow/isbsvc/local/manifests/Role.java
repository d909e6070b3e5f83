package dev.numaflow.isbsvc.local.manifests;

import java.util.List;

/** A named set of access rules for one namespace. */
public record Role(ObjectName name, List<AccessRule> rules) {

    static Role read(Fields document) {
        return new Role(ObjectName.read(document), document.list("rules", AccessRule::read));
    }
}
