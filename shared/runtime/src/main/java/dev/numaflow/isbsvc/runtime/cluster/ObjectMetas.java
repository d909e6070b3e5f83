package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import java.util.Optional;

/** Reads the parts of an object's tree that are common to all kinds. */
public final class ObjectMetas {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ObjectMetas() {}

    /** The tree of a model object, as it is sent to the API server. */
    public static ObjectNode of(Object model) {
        return JSON.valueToTree(model);
    }

    /** The generation of the spec; 0 where the API server counts none. */
    public static long generation(JsonNode object) {
        return object.path("metadata").path("generation").asLong();
    }

    public static String uid(JsonNode object) {
        return object.path("metadata").path("uid").asText();
    }

    public static boolean isDeleting(JsonNode object) {
        return object.path("metadata").hasNonNull("deletionTimestamp");
    }

    public static boolean hasFinalizer(JsonNode object, String finalizer) {
        for (JsonNode each : object.path("metadata").path("finalizers")) {
            if (each.asText().equals(finalizer)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the deletion of a service waits for us. */
    public static boolean waitsForUs(JsonNode service) {
        return Kinds.FINALIZERS.stream().anyMatch(finalizer -> hasFinalizer(service, finalizer));
    }

    public static String annotation(JsonNode object, String key) {
        return object.path("metadata").path("annotations").path(key).asText();
    }

    /** The object with another value of an annotation. */
    public static ObjectNode annotated(JsonNode object, String key, String value) {
        ObjectNode changed = object.deepCopy();
        changed.withObject("/metadata/annotations").put(key, value);
        return changed;
    }

    public static String label(JsonNode object, String key) {
        return object.path("metadata").path("labels").path(key).asText();
    }

    /** A new object of this kind and name. */
    public static ObjectNode named(ObjectRef ref) {
        ObjectNode object = JSON.createObjectNode()
                .put("apiVersion", ref.kind().apiVersion())
                .put("kind", ref.kind().kind());
        object.putObject("metadata").put("namespace", ref.namespace()).put("name", ref.name());
        return object;
    }

    /** A new object that is garbage collected with its service, and that no source watches: the service owns it without controlling it. */
    public static ObjectNode ownedBy(JsonNode service, ObjectRef ref) {
        ObjectNode object = named(ref);
        object.withObject("/metadata")
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", Kinds.API_VERSION)
                .put("kind", Kinds.SERVICE)
                .put("name", service.path("metadata").path("name").asText())
                .put("uid", uid(service));
        return object;
    }

    /** The owner that controls the object, if there is one. */
    public static Optional<JsonNode> controller(JsonNode object) {
        for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return Optional.of(owner);
            }
        }
        return Optional.empty();
    }

    public static boolean isControlledBy(JsonNode object, String uid) {
        return controller(object)
                .filter(owner -> owner.path("uid").asText().equals(uid))
                .isPresent();
    }
}
