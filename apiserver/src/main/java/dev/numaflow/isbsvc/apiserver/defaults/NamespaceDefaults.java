package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.json.Metadata;

/** Defaults of a Namespace: its name as a label. */
final class NamespaceDefaults {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private NamespaceDefaults() {}

    static void apply(ObjectNode namespace) {
        String name = Metadata.name(namespace);
        if (!name.isEmpty()) {
            Json.objectAt(namespace, "metadata", "labels").put(NAME_LABEL, name);
        }
    }
}
