package dev.numaflow.isbsvc.local.broker;

import dev.numaflow.isbsvc.local.events.Events;
import io.cloudevents.CloudEvent;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** The response of a subscriber, classified as by Knative's dispatcher: accepted, to be retried, or rejected permanently. */
record Answer(int status, String body, Optional<CloudEvent> reply) {
    private static final int BAD_GATEWAY = 502;
    private static final Set<Integer> RETRIED_BELOW_500 = Set.of(404, 408, 409, 429);

    static Answer of(HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() / 100 != 2) {
            return new Answer(response.statusCode(), body, Optional.empty());
        }
        Optional<CloudEvent> reply = Events.parse(response.headers().map(), response.body());
        // A body that is not a CloudEvent cannot be sent as a reply: the dispatcher reports a bad gateway.
        return new Answer(reply.isEmpty() && !body.isEmpty() ? BAD_GATEWAY : response.statusCode(), body, reply);
    }

    /** No response: refused connection, reset, timeout. */
    static Answer none() {
        return new Answer(500, "", Optional.empty());
    }

    /** Whether the dispatcher records the rejecting subscriber in a dead letter: only after a response with a body, which it includes. */
    boolean isReported() {
        return !body.isEmpty() && status != BAD_GATEWAY;
    }

    boolean taken() {
        return status / 100 == 2;
    }

    boolean worthARetry() {
        return status >= 500 || RETRIED_BELOW_500.contains(status);
    }
}
