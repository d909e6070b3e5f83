package dev.numaflow.isbsvc.apiserver.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Accessors of the metadata that every object has. */
public final class Metadata {
    private Metadata() {}

    /** The metadata of an object, created if absent. */
    public static ObjectNode of(ObjectNode object) {
        return Json.objectAt(object, "metadata");
    }

    /** The object's name, empty if it has none. */
    public static String name(JsonNode object) {
        return text(object, "name");
    }

    /** The object's namespace, empty if it has none. */
    public static String namespace(JsonNode object) {
        return text(object, "namespace");
    }

    /** The object's uid, empty if it has none. */
    public static String uid(JsonNode object) {
        return text(object, "uid");
    }

    /** The object's resourceVersion, empty if it has none. */
    public static String resourceVersion(JsonNode object) {
        return text(object, "resourceVersion");
    }

    /** Whether the object has a deletion timestamp. */
    public static boolean deleting(JsonNode object) {
        return !Json.absent(Json.at(object, "metadata", "deletionTimestamp"));
    }

    /** The finalizers of the object. */
    public static List<String> finalizers(JsonNode object) {
        List<String> names = new ArrayList<>();
        Json.at(object, "metadata", "finalizers").forEach(each -> names.add(each.asText()));
        return names;
    }

    private static String text(JsonNode object, String field) {
        JsonNode value = Json.at(object, "metadata", field);
        return Json.absent(value) ? "" : value.asText();
    }
}
