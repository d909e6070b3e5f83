package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.JsonPatch;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;

/** Computes the result of a patch: JSON patch, merge patch, and strategic merge patch of built-in types. */
final class Patches {
    private Patches() {}

    /** Returns the patched object; does not modify the live one. */
    static ObjectNode apply(ObjectNode live, Request request, ResourceType type) {
        JsonNode patch = request.body();
        JsonNode patched =
                switch (request.contentType()) {
                    case "application/json-patch+json" -> json(live, patch);
                    case "application/merge-patch+json" -> merge(live, patch);
                    case "application/strategic-merge-patch+json" -> strategic(live, request.object(), type);
                    default -> throw unsupported(request.contentType());
                };
        if (patched instanceof ObjectNode object) {
            return object;
        }
        throw new Failure(422, "Invalid", "the patch does not leave an object");
    }

    /** Server-side apply, and whatever else is sent as a patch. */
    static Failure unsupported(String contentType) {
        return Failure.unsupported(
                contentType.startsWith("application/apply-patch")
                        ? "this API server has no server-side apply: use kubectl apply without --server-side, or --api real"
                        : "this API server takes no patch of type " + contentType);
    }

    private static JsonNode json(ObjectNode live, JsonNode patch) {
        try {
            return JsonPatch.apply(patch, live);
        } catch (JsonPatchApplicationException e) {
            throw new Failure(422, "Invalid", "the patch cannot be applied: " + e.getMessage());
        }
    }

    /** RFC 7386. */
    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode fields)) {
            return patch.deepCopy();
        }
        ObjectNode result = target instanceof ObjectNode object ? object.deepCopy() : Json.object();
        fields.properties().forEach(each -> {
            if (each.getValue().isNull()) {
                result.remove(each.getKey());
            } else {
                result.set(each.getKey(), merge(result.get(each.getKey()), each.getValue()));
            }
        });
        return result;
    }

    private static JsonNode strategic(ObjectNode live, ObjectNode patch, ResourceType type) {
        if (type.custom()) {
            throw Failure.unsupported("custom resources take JSON patches and merge patches");
        }
        return StrategicMergePatch.apply(live, patch, type.schema());
    }
}
