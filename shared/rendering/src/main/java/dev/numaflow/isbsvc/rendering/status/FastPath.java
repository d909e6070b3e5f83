package dev.numaflow.isbsvc.rendering.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.StrictReader;

/** Decides from an update event alone that there is nothing to do. */
public final class FastPath {

    private FastPath() {}

    /** The spec and every annotation of ours were looked at already, and the service stays: the event tells of a status write. */
    public static boolean nothingToDo(JsonNode event) {
        if (!event.isObject()) {
            return false;
        }
        try {
            return isHandled(StrictReader.withoutSpec(event));
        } catch (RuntimeException unreadable) {
            // Anybody can send anything. No object that an API server would send: the live one decides.
            return false;
        }
    }

    private static boolean isHandled(InterStepBufferService service) {
        return !service.deleting()
                && (service.hasFinalizer() || isRefused(service))
                && service.generation() > 0
                && service.generation() == service.status().observedGenerationOrZero()
                && handled(service);
    }

    /** Nothing was made of a refused service, so nothing keeps it. */
    private static boolean isRefused(InterStepBufferService service) {
        return service.status()
                .condition(ConditionType.CONFIGURED)
                .filter(Condition::isFalse)
                .isPresent();
    }

    private static boolean handled(InterStepBufferService service) {
        String hash = AnnotationHash.of(service.metadata().getAnnotations());
        return service.status()
                .condition(ConditionType.ANNOTATIONS_OBSERVED)
                .filter(c -> hash.equals(c.message()))
                .isPresent();
    }
}
