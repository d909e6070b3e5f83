package dev.numaflow.isbsvc.local.watching;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;

/** The path of an object at the API server. */
public record ObjectPath(String apiVersion, String plural, String namespace, String name) {
    /** The path of a typed object. */
    public static ObjectPath of(HasMetadata object) {
        String namespace = object instanceof Namespaced ? object.getMetadata().getNamespace() : null;
        return new ObjectPath(
                object.getApiVersion(),
                object.getPlural(),
                namespace,
                object.getMetadata().getName());
    }

    public String uri() {
        return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion
                + (namespace == null ? "" : "/namespaces/" + namespace) + "/" + plural + "/" + name;
    }
}
