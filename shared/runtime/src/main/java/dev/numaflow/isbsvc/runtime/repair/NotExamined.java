package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Unread;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.Reason;
import java.util.Optional;

/**
 * An object that this tick could not judge. It keeps no other from being judged, and is told so itself.
 *
 * @param why without anything that the object holds
 */
record NotExamined(JsonNode object, String why) {

    private static final String OTHERS = "; all others are looked at";

    /** One of which only the head was read. */
    static Optional<NotExamined> ifUnread(JsonNode object) {
        return Unread.why(object).map(why -> new NotExamined(object, why));
    }

    /** One whose judgement ended like this. */
    static NotExamined because(JsonNode object, Throwable failure) {
        return new NotExamined(
                object,
                "judging it ends with " + failure.getClass().getSimpleName() + ", as the log of repair says in detail");
    }

    String namespace() {
        return object.at("/metadata/namespace").asText();
    }

    EventMessage notice() {
        return new EventMessage(Reason.NOT_EXAMINED, "it is not looked at: " + why + OTHERS);
    }
}
