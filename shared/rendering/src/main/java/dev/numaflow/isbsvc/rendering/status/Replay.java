package dev.numaflow.isbsvc.rendering.status;

import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a service requests a full reconcile: each value of the annotation requests one, however often other annotations
 * change.
 */
public final class Replay {

    private static final int MARK_LENGTH = 12;

    private Replay() {}

    /** Whether the value of the annotation differs from the last one handled. */
    public static boolean isAskedFor(InterStepBufferService service) {
        Map<String, String> annotations =
                Optional.ofNullable(service.metadata().getAnnotations()).orElse(Map.of());
        String mark = mark(annotations);
        return !mark.isEmpty()
                && service.status()
                        .condition(ConditionType.ANNOTATIONS_OBSERVED)
                        .map(Condition::message)
                        .filter(handled -> handled.endsWith(mark))
                        .isEmpty();
    }

    /** The recorded form of the value; empty where there never was one. */
    static String mark(Map<String, String> annotations) {
        String value = annotations.getOrDefault(Annotations.REPLAY, "");
        return value.isEmpty() ? "" : " replay " + Digest.sha256(value).substring(0, MARK_LENGTH);
    }
}
