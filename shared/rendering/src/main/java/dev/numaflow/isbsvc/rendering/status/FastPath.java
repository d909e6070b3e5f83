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
     * status write; or `creation` has just begun with it, and will observe them.
     */
    public static boolean nothingToDo(JsonNode event) {
        if (!event.isObject()) {
            return false;
        }
        try {
            InterStepBufferService service = StrictReader.withoutSpec(event);
            return isHandled(service) || isBeingCreated(service);
        } catch (RuntimeException unreadable) {
            // Events are untrusted. An object that no API server would send: the live one decides.
            return false;
        }
    }

    private static boolean isHandled(InterStepBufferService service) {
        return !service.deleting()
                && (service.hasAllFinalizers() || isRefused(service))
                && service.generation() > 0
                && service.generation() == service.status().observedGenerationOrZero()
                && handled(service);
    }

    /** `creation` adds the finalizers before anything else and writes the status last; it is called again until it has. */
    private static boolean isBeingCreated(InterStepBufferService service) {
        return !service.deleting()
                && service.hasAllFinalizers()
                && service.generation() == 1
                && service.status().observedGenerationOrZero() == 0
                && service.status().conditions().isEmpty();
    }

    /** While a spec is refused no finalizer is added: there are no children, or those of a service that runs as it was made before. */
    private static boolean isRefused(InterStepBufferService service) {
        return service.status()
                        .condition(ConditionType.CONFIGURED)
                        .filter(Condition::isFalse)
                        .isPresent()
                || service.status()
                        .condition(ConditionType.CHANGES_HELD)
                        .filter(held -> Reason.INVALID_SPEC.label().equals(held.reason()))
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
