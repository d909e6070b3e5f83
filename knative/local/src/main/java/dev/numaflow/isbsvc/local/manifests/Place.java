package dev.numaflow.isbsvc.local.manifests;

import java.nio.file.Path;

/** The file and path of a value, for error messages. */
public record Place(Path file, String path) {

    static Place rootOf(Path file) {
        return new Place(file, "");
    }

    Place field(String name) {
        return new Place(file, path.isEmpty() ? name : path + "." + name);
    }

    Place element(int index) {
        return new Place(file, path + "[" + index + "]");
    }

    RefusedManifest refuse(String found, String allowed) {
        return new RefusedManifest(this, found, allowed);
    }
}
