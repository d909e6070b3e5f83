package dev.numaflow.isbsvc.local.manifests;

/** A manifest has something that the local system does not support; ignoring it silently would be worse. */
public final class RefusedManifest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedManifest(FieldPath place, String found, String allowed) {
        super("%s: %s: found %s; allowed: %s"
                .formatted(place.file(), place.path().isEmpty() ? "document" : place.path(), found, allowed));
    }
}
