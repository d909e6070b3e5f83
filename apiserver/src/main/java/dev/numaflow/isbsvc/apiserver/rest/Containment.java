package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.storage.ObjectKey;
import dev.numaflow.isbsvc.apiserver.storage.Store;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import dev.numaflow.isbsvc.apiserver.types.TypeRegistry;
import java.util.ArrayList;
import java.util.List;

/** Deletes the contents of a Namespace or CustomResourceDefinition, and removes it once it is empty. */
final class Containment {
    private static final String NAMESPACES = "/namespaces";
    private static final String DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

    private final Store store;
    private final TypeRegistry types;

    Containment(Store store, TypeRegistry types) {
        this.store = store;
        this.types = types;
    }

    /** An object in a container. */
    record Content(ResourceType type, ObjectKey key) {}

    /** Whether objects of the type contain others. */
    static boolean holds(ResourceType type) {
        return type.storage().equals(NAMESPACES) || type.storage().equals(DEFINITIONS);
    }

    /** Requires that a namespace accepts new objects. */
    void requireOpen(ResourceType type, ObjectKey key) {
        if (!type.namespaced()) {
            return;
        }
        ObjectNode namespace = store.get(NAMESPACES, new ObjectKey("", key.namespace()))
                .orElseThrow(() -> Failures.notFound(types.builtin("", "namespaces"), key.namespace()));
        if (Metadata.deleting(namespace)) {
            throw Failures.forbidden(
                    type,
                    key.name(),
                    "unable to create new content in namespace " + key.namespace() + " because it is being terminated");
        }
    }

    /** The objects in a namespace or of a custom type. */
    List<Content> contents(ResourceType type, ObjectNode container) {
        boolean namespace = type.storage().equals(NAMESPACES);
        String group = Json.at(container, "spec", "group").asText();
        String plural = Json.at(container, "spec", "names", "plural").asText();
        List<Content> contents = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (ResourceType each : types.all()) {
            boolean inside = namespace ? each.namespaced() : each.custom() && each.is(group, plural);
            if (inside && !seen.contains(each.storage())) {
                seen.add(each.storage());
                store.snapshot(each.storage()).objects().keySet().stream()
                        .filter(key -> !namespace || key.namespace().equals(Metadata.name(container)))
                        .forEach(key -> contents.add(new Content(each, key)));
            }
        }
        return contents;
    }

    /** Removes the containers that are being deleted and are empty. */
    void removeEmptied() {
        for (ResourceType type : List.of(
                types.builtin("", "namespaces"), types.builtin("apiextensions.k8s.io", "customresourcedefinitions"))) {
            store.snapshot(type.storage()).objects().forEach((key, container) -> {
                boolean free = Metadata.deleting(container)
                        && Metadata.finalizers(container).isEmpty();
                if (free && contents(type, container).isEmpty()) {
                    store.remove(type.storage(), key, container);
                    forget(type, container);
                }
            });
        }
    }

    private void forget(ResourceType type, ObjectNode container) {
        if (type.storage().equals(DEFINITIONS)) {
            types.undefine(Metadata.name(container));
        }
    }

    /** Serves the types that a stored CustomResourceDefinition defines. */
    void stored(ResourceType type, ObjectNode object) {
        if (type.storage().equals(DEFINITIONS)) {
            types.define(object);
        }
    }
}
