package dev.numaflow.isbsvc.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.local.manifests.ApiServerSource;
import dev.numaflow.isbsvc.local.manifests.ApiServerSource.Mode;
import dev.numaflow.isbsvc.local.manifests.ObjectType;
import dev.numaflow.isbsvc.local.manifests.WatchedResource;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What the sources of the manifests make of a change. */
record Sources(List<ApiServerSource> sources) {

    List<Message> of(String verb, JsonNode object) {
        ObjectRef ref = ObjectRef.of(object);
        ObjectType type = new ObjectType(ref.kind().apiVersion(), ref.kind().kind());
        return sources.stream()
                .filter(source -> source.resources().stream().anyMatch(watched -> sees(watched, type, object)))
                .filter(source ->
                        source.owner().map(owner -> controls(owner, object)).orElse(true))
                .map(source -> Message.of(verb, object, source.mode() == Mode.Resource))
                .toList();
    }

    private static boolean sees(WatchedResource watched, ObjectType type, JsonNode object) {
        return watched.type().equals(type)
                && watched.labels().entrySet().stream().allMatch(label -> has(object, label));
    }

    private static boolean has(JsonNode object, Map.Entry<String, String> label) {
        return object.path("metadata")
                .path("labels")
                .path(label.getKey())
                .asText()
                .equals(label.getValue());
    }

    private static boolean controls(ObjectType owner, JsonNode object) {
        return StreamSupport.stream(
                        object.path("metadata").path("ownerReferences").spliterator(), false)
                .filter(reference -> reference.path("controller").asBoolean())
                .anyMatch(reference -> reference.path("apiVersion").asText().equals(owner.apiVersion())
                        && reference.path("kind").asText().equals(owner.kind()));
    }
}
