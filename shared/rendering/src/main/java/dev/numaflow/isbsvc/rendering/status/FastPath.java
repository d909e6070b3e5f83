package dev.numaflow.isbsvc.rendering.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.StrictReader;

/** Decides from an update event alone that there is nothing to do. */
public final class FastPath {

    private FastPath() {}

    /**
     * Whether the spec and every annotation of the operator were already observed and the service is not being deleted, as after a
     * status write.
     */
    public static boolean nothingToDo(JsonNode event) {
        if (!event.isObject()) {
            return false;
        }
        try {
            return isHandled(StrictReader.withoutSpec(event));
        } catch (RuntimeException unreadable) {
            // Events are untrusted. An object that no API server would send: the live one decides.
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

    /** A refused service has no children, so it has no finalizer. */
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
