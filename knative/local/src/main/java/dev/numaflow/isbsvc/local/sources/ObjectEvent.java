package dev.numaflow.isbsvc.local.sources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.local.manifests.ApiServerSource.Mode;
import dev.numaflow.isbsvc.local.manifests.ObjectType;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.Watcher.Action;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The event of ApiServerSource for a change: the same type, subject, extensions and data, and nothing more. */
record ObjectEvent(URI apiServer, Mode mode, ObjectType type) {
    private static final ObjectMapper JSON = new ObjectMapper();

    CloudEvent of(Action action, GenericKubernetesResource object) {
        ObjectMeta metadata = object.getMetadata();
        return CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withSource(apiServer)
                .withType("dev.knative.apiserver." + (mode == Mode.Resource ? "resource." : "ref.") + verb(action))
                .withSubject("/apis/%s/namespaces/%s/%s/%s"
                        .formatted(type.apiVersion(), metadata.getNamespace(), type.plural(), metadata.getName()))
                .withTime(OffsetDateTime.now(ZoneOffset.UTC))
                .withExtension("apiversion", type.apiVersion())
                .withExtension("kind", type.kind())
                .withExtension("name", metadata.getName())
                .withExtension("namespace", metadata.getNamespace())
                .withDataContentType("application/json")
                .withData(json(mode == Mode.Resource ? object : reference(metadata)))
                .build();
    }

    private static String verb(Action action) {
        return switch (action) {
            case ADDED -> "add";
            case MODIFIED -> "update";
            case DELETED -> "delete";
            case ERROR, BOOKMARK -> throw new IllegalArgumentException(action + " is no change of an object");
        };
    }

    private Map<String, String> reference(ObjectMeta metadata) {
        Map<String, String> reference = new LinkedHashMap<>();
        reference.put("apiVersion", type.apiVersion());
        reference.put("kind", type.kind());
        reference.put("name", metadata.getName());
        reference.put("namespace", metadata.getNamespace());
        return reference;
    }

    private static byte[] json(Object data) {
        try {
            return JSON.writeValueAsString(data).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
