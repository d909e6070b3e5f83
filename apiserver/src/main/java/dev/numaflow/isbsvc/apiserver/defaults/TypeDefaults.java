package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.Map;
import java.util.function.Consumer;

/** The defaults of built-in types beyond those of the schema. */
public final class TypeDefaults {
    private static final Map<String, Consumer<ObjectNode>> BY_TYPE = Map.ofEntries(
            Map.entry("/configmaps", object -> {}),
            Map.entry("/secrets", SecretDefaults::apply),
            Map.entry("/services", ServiceDefaults::apply),
            Map.entry("/namespaces", NamespaceDefaults::apply),
            Map.entry("/persistentvolumeclaims", ClaimDefaults::apply),
            Map.entry("/pods", object -> PodDefaults.apply(Json.objectAt(object, "spec"), true)),
            Map.entry("apps/statefulsets", StatefulSetDefaults::apply),
            Map.entry("rbac.authorization.k8s.io/rolebindings", RoleBindingDefaults::apply),
            Map.entry("rbac.authorization.k8s.io/clusterrolebindings", RoleBindingDefaults::apply),
            Map.entry("apiextensions.k8s.io/customresourcedefinitions", DefinitionDefaults::apply));

    private TypeDefaults() {}

    /** Sets the defaults of a built-in object in place; custom ones have only those of their schema. */
    public static void apply(ObjectNode object, ResourceType type) {
        BY_TYPE.getOrDefault(type.storage(), other -> {}).accept(object);
    }
}
