package dev.numaflow.isbsvc.local.broker;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** The event for a dead-letter sink: the original, with the subscriber that rejected it, the status and the body, if any. */
final class DeadLetter {
    private static final int LONGEST_DATA = 1024;

    private DeadLetter() {}

    static CloudEvent of(CloudEvent event, URI refusedBy, Answer answer) {
        if (!answer.isReported()) {
            return event;
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        String data = Base64.getEncoder().encodeToString(Arrays.copyOf(body, Math.min(body.length, LONGEST_DATA)));
        return CloudEventBuilder.from(event)
                .withExtension("knativeerrordest", refusedBy.toString())
                .withExtension("knativeerrorcode", answer.status())
                .withExtension("knativeerrordata", data)
                .build();
    }
}
