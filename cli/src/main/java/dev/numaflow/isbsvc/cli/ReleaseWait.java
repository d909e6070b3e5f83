package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import java.util.stream.StreamSupport;

/** Says what the functions wait for that have not let go of a service yet, as its status has it. */
final class ReleaseWait {

    private static final String LATER = ". It goes on by itself, and the command may be repeated to wait for it";

    private ReleaseWait() {}

    /** @param rollsPods whether pods are replaced first, as far as that was known when the service was annotated */
    static String of(JsonNode live, boolean rollsPods) {
        String steps = message(live, ConditionType.STEPS_PENDING);
        if (!steps.isEmpty()) {
            return "guarded steps are under way, which end first: " + steps + LATER;
        }
        String held = message(live, ConditionType.CHANGES_HELD);
        if (!held.isEmpty()) {
            return "it is held: " + held;
        }
        return rollsPods ? "they replace the pods first, one by one" + LATER : "they go on as soon as they are called";
    }

    private static String message(JsonNode live, ConditionType type) {
        return StreamSupport.stream(live.at("/status/conditions").spliterator(), false)
                .filter(condition -> condition.path("type").asText().equals(type.label())
                        && condition.path("status").asText().equals(Condition.TRUE))
                .map(condition -> condition.path("message").asText())
                .findFirst()
                .orElse("");
    }
}
