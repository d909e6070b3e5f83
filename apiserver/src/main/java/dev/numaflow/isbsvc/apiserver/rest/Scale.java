package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.types.ResourceType.ScalePaths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The scale subresource: reads and writes an object's number of replicas. */
final class Scale {
    private Scale() {}

    /** The Scale of an object. */
    static ObjectNode of(ObjectNode object, ScalePaths paths) {
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            JsonNode value = Json.at(object, "metadata", field);
            if (!Json.absent(value)) {
                metadata.set(field, value);
            }
        }
        scale.putObject("spec").put("replicas", at(object, paths.specReplicas()).asInt());
        ObjectNode status = scale.putObject("status")
                .put("replicas", at(object, paths.statusReplicas()).asInt());
        String selector = paths.labelSelector().isEmpty()
                ? selector(Json.at(object, "spec", "selector"))
                : at(object, paths.labelSelector()).asText();
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return scale;
    }

    /** Writes the desired number into the object. */
    static ObjectNode write(ObjectNode object, ObjectNode scale, ScalePaths paths) {
        List<String> path = new ArrayList<>(Arrays.asList(paths.specReplicas().split("\\.")));
        String field = path.remove(path.size() - 1);
        JsonNode replicas = scale.path("spec").path("replicas");
        if (!replicas.isMissingNode() && !replicas.isIntegralNumber()) {
            throw Failures.badRequest("spec.replicas of a Scale is an integer");
        }
        Json.objectAt(object, path.toArray(String[]::new)).put(field, replicas.asInt());
        String version = Json.at(scale, "metadata", "resourceVersion").asText();
        Json.objectAt(object, "metadata").put("resourceVersion", version);
        return object;
    }

    private static JsonNode at(ObjectNode object, String path) {
        return Json.at(object, path.split("\\."));
    }

    private static String selector(JsonNode selector) {
        List<String> parts = new ArrayList<>();
        selector.path("matchLabels")
                .properties()
                .forEach(each -> parts.add(each.getKey() + "=" + each.getValue().asText()));
        parts.sort(null);
        return String.join(",", parts);
    }
}
