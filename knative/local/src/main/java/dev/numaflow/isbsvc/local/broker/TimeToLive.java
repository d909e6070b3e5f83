package dev.numaflow.isbsvc.local.broker;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;

/** The number of times an event may still pass the broker: ends endless loops of replies. */
final class TimeToLive {
    private static final String EXTENSION = "knativebrokerttl";
    private static final int FIRST = 255;

    private TimeToLive() {}

    /** Returns what is left after this passage; 0 means that the event is dropped. */
    static int after(CloudEvent event) {
        Object before = event.getExtension(EXTENSION);
        if (before == null) {
            return FIRST;
        }
        return before.toString().matches("\\d{1,9}") ? Math.max(0, Integer.parseInt(before.toString()) - 1) : FIRST;
    }

    static CloudEvent without(CloudEvent event) {
        return CloudEventBuilder.from(event).withoutExtension(EXTENSION).build();
    }

    static CloudEvent with(CloudEvent reply, int left) {
        return CloudEventBuilder.from(reply).withExtension(EXTENSION, left).build();
    }
}
