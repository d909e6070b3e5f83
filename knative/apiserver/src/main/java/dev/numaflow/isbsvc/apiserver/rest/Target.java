package dev.numaflow.isbsvc.apiserver.rest;

import dev.numaflow.isbsvc.apiserver.storage.ObjectKey;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;

/** What a request is about: a type, an object or (without name) a collection, and maybe a subresource. */
public record Target(ResourceType type, String namespace, String name, String subresource) {

    ObjectKey key() {
        return new ObjectKey(namespace, name);
    }

    boolean status() {
        return subresource.equals("status");
    }
}
