package dev.numaflow.isbsvc.apiserver.rest;

import dev.numaflow.isbsvc.apiserver.storage.ObjectKey;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;

/** The target of a request: a type, an object or (without name) a collection, and optionally a subresource. */
public record Target(ResourceType type, String namespace, String name, String subresource) {

    ObjectKey key() {
        return new ObjectKey(namespace, name);
    }

    boolean status() {
        return subresource.equals("status");
    }
}
