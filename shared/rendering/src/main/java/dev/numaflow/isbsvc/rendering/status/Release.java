package dev.numaflow.isbsvc.rendering.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.ReleaseMark;

/** Decides whether a service is to be left to Numaflow's controller, and whether it has been. */
public final class Release {

    private Release() {}

    /** Whether the user asks for it. */
    public static boolean isAsked(JsonNode object) {
        return object.path("kind").asText().equals(Kinds.SERVICE) && ReleaseMark.isOn(object);
    }

    /** Whether it has been: then no function reads more of it than that. */
    public static boolean isDone(JsonNode object) {
        return isAsked(object) && StrictReader.withoutSpec(object).isReleased();
    }
}
