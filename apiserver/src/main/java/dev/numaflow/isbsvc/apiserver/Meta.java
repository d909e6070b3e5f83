package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The metadata that every object has. */
final class Meta {
    private Meta() {}

    static ObjectNode of(ObjectNode object) {
        return Json.objectAt(object, "metadata");
    }

    static String name(JsonNode object) {
        return Json.text(object, "metadata", "name");
    }

    static String namespace(JsonNode object) {
        return Json.text(object, "metadata", "namespace");
    }

    static String uid(JsonNode object) {
        return Json.text(object, "metadata", "uid");
    }

    static String version(JsonNode object) {
        return Json.text(object, "metadata", "resourceVersion");
    }

    static boolean deleting(JsonNode object) {
        return !Json.absent(Json.at(object, "metadata", "deletionTimestamp"));
    }

    static List<String> finalizers(JsonNode object) {
        return Json.texts(Json.at(object, "metadata", "finalizers"));
    }

    static void finalizers(ObjectNode object, List<String> names) {
        ArrayNode list = of(object).putArray("finalizers");
        names.forEach(list::add);
        if (names.isEmpty()) {
            of(object).remove("finalizers");
        }
    }

    /** Whether a deleted object can be removed: nobody holds it, and its grace period is over. */
    static boolean released(JsonNode object) {
        return deleting(object)
                && finalizers(object).isEmpty()
                && Json.at(object, "metadata", "deletionGracePeriodSeconds").asLong() == 0;
    }
}
