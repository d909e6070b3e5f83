package dev.numaflow.isbsvc.rendering.status;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hashes the operator's annotations on a service, to detect a change of any of them without storing them. A replay request has a
 * separate part.
 */
public final class AnnotationHash {

    private AnnotationHash() {}

    /** @param annotations of the service; null where it has none */
    public static String of(Map<String, String> annotations) {
        Map<String, String> ours = new TreeMap<>();
        if (annotations != null) {
            annotations.forEach((key, value) -> {
                if (key.startsWith(Annotations.DOMAIN)) {
                    ours.put(key, value);
                }
            });
        }
        return Digest.sha256(ours.toString()) + Replay.mark(ours);
    }
}
