package dev.numaflow.isbsvc.local.events;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** CloudEvents over HTTP, in binary and structured mode. */
public final class Events {

    private Events() {}

    /** The event of a message; empty if it is not a CloudEvent, or a malformed one. */
    public static Optional<CloudEvent> parse(Map<String, List<String>> headers, byte[] body) {
        try {
            return Optional.of(
                    HttpMessageFactory.createReaderFromMultimap(headers, body).toEvent());
        } catch (CloudEventRWException | EventDeserializationException | IllegalStateException malformed) {
            return Optional.empty();
        }
    }

    /** A request that posts the event in binary mode. */
    public static HttpRequest post(URI target, CloudEvent event, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target).timeout(timeout);
        HttpMessageFactory.createWriter(
                        request::setHeader,
                        body -> request.POST(BodyPublishers.ofByteArray(body == null ? new byte[0] : body)))
                .writeBinary(event);
        return request.build();
    }

    /** Attributes and extensions of an event by name; null where absent. */
    public static UnaryOperator<String> attributes(CloudEvent event) {
        return name -> {
            Object value =
                    event.getAttributeNames().contains(name) ? event.getAttribute(name) : event.getExtension(name);
            return value == null ? null : value.toString();
        };
    }
}
