package dev.numaflow.isbsvc.rendering.status;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.Map;
import java.util.TreeMap;

/**
 * Condenses the annotations of ours on a service, so that a change of any of them is noticed without keeping them all. A request for
 * a replay has a part of its own.
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
