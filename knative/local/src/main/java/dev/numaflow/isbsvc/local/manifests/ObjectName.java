package dev.numaflow.isbsvc.local.manifests;

/** Namespace and name of an object of the system itself. */
public record ObjectName(String namespace, String name) {

    /** Reads metadata, which may have no other fields. */
    static ObjectName read(Fields document) {
        return document.object("metadata", ObjectName::of);
    }

    static ObjectName of(Fields metadata) {
        return new ObjectName(metadata.text("namespace"), metadata.text("name"));
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
