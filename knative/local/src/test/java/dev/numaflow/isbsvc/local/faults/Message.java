package dev.numaflow.isbsvc.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventBuilder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An event on its way. @param extensions its extension attributes, for filters and for the function */
record Message(String type, String subject, Map<String, String> extensions, String data) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "ce-";
    private static final List<String> NO_EXTENSIONS =
            List.of("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema");

    /** As a source of Knative sends it. @param whole whether the object itself travels, or a reference to it */
    static Message of(String verb, JsonNode object, boolean whole) {
        ObjectRef ref = ObjectRef.of(object);
        Map<String, String> extensions = new LinkedHashMap<>();
        extensions.put("apiversion", ref.kind().apiVersion());
        extensions.put("kind", ref.kind().kind());
        extensions.put("name", ref.name());
        extensions.put("namespace", ref.namespace());
        String data = whole
                ? object.toString()
                : JSON.createObjectNode()
                        .put("apiVersion", ref.kind().apiVersion())
                        .put("kind", ref.kind().kind())
                        .put("name", ref.name())
                        .put("namespace", ref.namespace())
                        .toString();
        return new Message(
                "dev.knative.apiserver." + (whole ? "resource." : "ref.") + verb, ref.subject(), extensions, data);
    }

    static Message tick() {
        return new Message("dev.knative.sources.ping", "", Map.of(), "{}");
    }

    /** What a function has answered. */
    static Message of(CloudEvent<byte[]> reply) {
        return new Message(
                reply.type(), reply.subject(), reply.extensions(), new String(reply.data(), StandardCharsets.UTF_8));
    }

    /** What repair has posted. */
    static Message of(io.cloudevents.CloudEvent event) {
        Map<String, String> extensions = new LinkedHashMap<>();
        event.getExtensionNames().forEach(name -> extensions.put(name, String.valueOf(event.getExtension(name))));
        return new Message(
                event.getType(),
                event.getSubject(),
                extensions,
                new String(event.getData().toBytes(), StandardCharsets.UTF_8));
    }

    /** In binary mode. @param headers of HTTP, whose names come in any case */
    static Message received(Map<String, List<String>> headers, String body) {
        Map<String, String> extensions = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
                extensions.put(name.toLowerCase(Locale.ROOT).substring(PREFIX.length()), values.get(0));
            }
        });
        String type = extensions.get("type");
        String subject = extensions.getOrDefault("subject", "");
        NO_EXTENSIONS.forEach(extensions::remove);
        return new Message(type, subject, extensions, body);
    }

    /** The same way back. */
    Map<String, String> attributesToPost() {
        Map<String, String> attributes = new LinkedHashMap<>(extensions);
        attributes.putAll(Map.of("specversion", "1.0", "id", "1", "source", "fault-injection", "type", type));
        if (!subject.isEmpty()) {
            attributes.put("subject", subject);
        }
        return attributes;
    }

    /** The dead letter that the broker makes of it. */
    Message givenUpBy(String function) {
        Map<String, String> more = new LinkedHashMap<>(extensions);
        more.put("knativeerrordest", "http://" + function + ".isbsvc-system.svc.cluster.local");
        more.put("knativeerrorcode", "503");
        more.put("knativeerrordata", "");
        return new Message(type, subject, more, data);
    }

    /** For the filters of triggers. */
    UnaryOperator<String> attributes() {
        return name -> name.equals("type") ? type : extensions.get(name);
    }

    CloudEvent<byte[]> event() {
        return CloudEventBuilder.create()
                .id("1")
                .source("fault-injection")
                .type(type)
                .subject(subject)
                .extensions(extensions)
                .build(data.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    @Override
    public String toString() {
        return type.replace("dev.knative.apiserver.", "").replace("dev.numaflow.isbsvc.", "") + " "
                + subject.substring(subject.indexOf("/namespaces/") + 1);
    }
}
