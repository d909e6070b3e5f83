package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Unread;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import java.util.Optional;

/**
 * An object that this tick could not examine. The others are examined, and it gets an Event of its own.
 *
 * @param why without any content of the object
 */
record NotExamined(JsonNode object, String why) {

    private static final String OTHERS = "; all others are examined";

    /** One of which only a part was read. */
    static Optional<NotExamined> ifUnread(JsonNode object) {
        return Unread.why(object).map(why -> new NotExamined(object, why));
    }

    /** One whose examination failed with this. */
    static NotExamined because(JsonNode object, Throwable failure) {
        return new NotExamined(
                object,
                "examining it ends with " + failure.getClass().getSimpleName() + "; details are in the log of repair");
    }

    String namespace() {
        return object.at("/metadata/namespace").asText();
    }

    EventMessage message() {
        return new EventMessage(Reason.NOT_EXAMINED, "it is not examined: " + why + OTHERS);
    }
}
