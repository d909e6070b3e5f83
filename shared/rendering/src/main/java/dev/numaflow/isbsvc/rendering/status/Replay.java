package dev.numaflow.isbsvc.rendering.status;

import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a service asks for everything about it to be looked at again: each value of the annotation asks once, however often
 * other annotations change.
 */
public final class Replay {

    private static final int MARK_LENGTH = 12;

    private Replay() {}

    /** Whether the value of the annotation is another than the one that was handled last. */
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

    /** What is remembered of the value; nothing where none was ever given. */
    static String mark(Map<String, String> annotations) {
        String value = annotations.getOrDefault(Annotations.REPLAY, "");
        return value.isEmpty() ? "" : " replay " + Digest.sha256(value).substring(0, MARK_LENGTH);
    }
}
