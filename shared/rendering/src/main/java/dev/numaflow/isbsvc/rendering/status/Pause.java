package dev.numaflow.isbsvc.rendering.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;

/** Decides whether a service is paused by its user: then only its status is written. */
public final class Pause {

    /** The reason of the condition. */
    static final String REASON = "Paused";

    private static final String ON = "true";

    private Pause() {}

    /** Whether this object is a service that is paused now. */
    public static boolean isOn(JsonNode object) {
        return object.path("kind").asText().equals(Kinds.SERVICE)
                && object.at("/metadata/annotations")
                        .path(Annotations.PAUSED)
                        .asText()
                        .equals(ON);
    }

    /** Whether a service that is not paused now was paused at the last reconcile: then the other functions skipped it as well. */
    public static boolean wasOn(InterStepBufferService service) {
        return service.status()
                .condition(ConditionType.CHANGES_HELD)
                .filter(held -> REASON.equals(held.reason()))
                .isPresent();
    }
}
