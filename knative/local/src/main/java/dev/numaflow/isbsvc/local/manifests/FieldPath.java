package dev.numaflow.isbsvc.local.manifests;

import java.nio.file.Path;

/** The file and path of a value, for error messages. */
public record FieldPath(Path file, String path) {

    static FieldPath rootOf(Path file) {
        return new FieldPath(file, "");
    }

    FieldPath field(String name) {
        return new FieldPath(file, path.isEmpty() ? name : path + "." + name);
    }

    FieldPath element(int index) {
        return new FieldPath(file, path + "[" + index + "]");
    }

    RefusedManifest refuse(String found, String allowed) {
        return new RefusedManifest(this, found, allowed);
    }
}
