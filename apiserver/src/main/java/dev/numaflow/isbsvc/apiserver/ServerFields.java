package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** What the server itself sets of built-in objects, beyond the defaults of their schemas. */
final class ServerFields {
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("rbac.authorization.k8s.io", "admissionregistration.k8s.io");

    private ServerFields() {}

    /** What becomes of an object at every write. */
    static void normalize(ObjectNode object, ResourceType type) {
        switch (type.storage()) {
            case "/secrets" -> {
                ObjectNode data = Json.objectAt(object, "data");
                object.path("stringData")
                        .properties()
                        .forEach(each ->
                                data.put(each.getKey(), base64(each.getValue().asText())));
                object.remove("stringData");
                if (data.isEmpty()) {
                    object.remove("data");
                }
            }
            case "/namespaces" ->
                Json.objectAt(object, "metadata", "labels").put("kubernetes.io/metadata.name", Meta.name(object));
            default -> {}
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What a new object is given. */
    static void begin(ObjectNode object, ResourceType type, String now) {
        switch (type.storage()) {
            case "/namespaces" -> Json.objectAt(object, "status").put("phase", "Active");
            case "/pods" -> Json.objectAt(object, "status").put("phase", "Pending");
            case ClaimProtection.CLAIMS -> ClaimProtection.begin(object);
            case ResourceType.DEFINITIONS -> Definitions.establish(object, now);
            default -> {}
        }
    }

    /** The warnings about a type whose objects are stored and have no effect here. */
    static List<String> warnings(ResourceType type) {
        return WITHOUT_EFFECT.contains(type.group())
                ? List.of("this API server authorizes and admits every request: " + type.qualifiedPlural()
                        + " have no effect")
                : List.of();
    }
}
