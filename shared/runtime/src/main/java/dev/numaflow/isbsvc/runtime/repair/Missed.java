package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An event that a source should have sent, and why we think that it did not arrive.
 *
 * @param data what the source would have put into it: the object in mode Resource, its reference in mode Reference
 */
record Missed(EventType type, ObjectRef about, JsonNode data, String why) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final URI SOURCE = URI.create("repair");

    /** As the source of the services sends it, with the whole object. */
    static Missed resource(EventType type, JsonNode object, String why) {
        return new Missed(type, ObjectRef.of(object), object, why);
    }

    /** As all other sources send it. */
    static Missed reference(EventType type, ObjectRef about, String why) {
        ObjectNode reference = JSON.createObjectNode()
                .put("apiVersion", about.kind().apiVersion())
                .put("kind", about.kind().kind())
                .put("name", about.name())
                .put("namespace", about.namespace());
        return new Missed(type, about, reference, why);
    }

    /** The same event for two reasons is one event. */
    static List<Missed> eachOnce(List<Missed> missed) {
        Map<List<Object>, Missed> once = new LinkedHashMap<>();
        missed.forEach(each -> once.putIfAbsent(List.of(each.type(), each.about()), each));
        return List.copyOf(once.values());
    }

    CloudEvent event() {
        return CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withSource(SOURCE)
                .withType(type.value())
                .withSubject(about.subject())
                .withTime(OffsetDateTime.now(ZoneOffset.UTC))
                .withExtension("apiversion", about.kind().apiVersion())
                .withExtension("kind", about.kind().kind())
                .withExtension("name", about.name())
                .withExtension("namespace", about.namespace())
                .withDataContentType("application/json")
                .withData(data.toString().getBytes(StandardCharsets.UTF_8))
                .build();
    }

    @Override
    public String toString() {
        return about + ": " + why;
    }
}
