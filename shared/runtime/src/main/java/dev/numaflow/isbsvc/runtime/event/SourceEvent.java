package dev.numaflow.isbsvc.runtime.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * An event in the form in which a source sends it: the same type, subject, extensions and data.
 *
 * @param about null for a tick of the clock, which is about no object
 * @param data the object itself in mode Resource, its reference in mode Reference
 */
public record SourceEvent(EventType type, ObjectRef about, JsonNode data) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As the source of the services sends it, with the whole object. */
    public static SourceEvent resource(EventType type, JsonNode object) {
        return new SourceEvent(type, ObjectRef.of(object), object);
    }

    /** As all other sources send it. */
    public static SourceEvent reference(EventType type, ObjectRef about) {
        ObjectNode reference = JSON.createObjectNode()
                .put("apiVersion", about.kind().apiVersion())
                .put("kind", about.kind().kind())
                .put("name", about.name())
                .put("namespace", about.namespace());
        return new SourceEvent(type, about, reference);
    }

    /** As the clock sends it. */
    public static SourceEvent tick() {
        return new SourceEvent(EventType.PING, null, JSON.createObjectNode());
    }

    /** The event itself, with an id and a time of its own. @param source the sender in place of the source */
    public CloudEvent from(String source) {
        CloudEventBuilder event = CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withSource(URI.create(source))
                .withType(type.value())
                .withTime(OffsetDateTime.now(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(data.toString().getBytes(StandardCharsets.UTF_8));
        return about == null
                ? event.build()
                : event.withSubject(about.subject())
                        .withExtension("apiversion", about.kind().apiVersion())
                        .withExtension("kind", about.kind().kind())
                        .withExtension("name", about.name())
                        .withExtension("namespace", about.namespace())
                        .build();
    }
}
