package dev.numaflow.isbsvc.function;

import dev.numaflow.isbsvc.runtime.event.EventAttributes;
import io.quarkus.funqy.knative.events.CloudEvent;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/** Reads the attributes of an event as the framework hands it over. */
public final class FunqyEvents {

    private static final EventAttributes NONE = new EventAttributes(null, null, Map.of());

    private FunqyEvents() {}

    /** The attributes; of no event, none. */
    public static EventAttributes attributes(CloudEvent<?> event) {
        return event == null
                ? NONE
                : new EventAttributes(
                        event.type(),
                        event.source(),
                        event.subject(),
                        Optional.ofNullable(event.time()).map(OffsetDateTime::toInstant),
                        event.extensions() == null ? Map.of() : event.extensions());
    }
}
