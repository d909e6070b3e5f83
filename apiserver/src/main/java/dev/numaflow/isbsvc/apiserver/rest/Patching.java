package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.InvalidJsonPatchException;
import com.flipkart.zjsonpatch.JsonPatch;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import dev.numaflow.isbsvc.apiserver.patch.MergePatch;
import dev.numaflow.isbsvc.apiserver.patch.PatchType;
import dev.numaflow.isbsvc.apiserver.patch.StrategicMergePatch;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;

/** Computes the result of a patch. */
final class Patching {
    private Patching() {}

    /** Returns the patched object; does not modify the live one. */
    static ObjectNode apply(ObjectNode live, JsonNode patch, PatchType patchType, ResourceType type) {
        JsonNode patched =
                switch (patchType) {
                    case JSON -> json(live, patch);
                    case MERGE -> MergePatch.apply(live, patch);
                    case STRATEGIC -> strategic(live, patch, type);
                    case APPLY -> throw new IllegalArgumentException("an apply is no patch of a state");
                };
        if (patched instanceof ObjectNode object) {
            return object;
        }
        throw Failures.unprocessable("the patch does not leave an object");
    }

    private static JsonNode json(ObjectNode live, JsonNode patch) {
        try {
            return JsonPatch.apply(patch, live);
        } catch (InvalidJsonPatchException e) {
            throw Failures.badRequest("error decoding patch: " + e.getMessage());
        } catch (JsonPatchApplicationException e) {
            throw Failures.unprocessable(
                    "the server rejected our request due to an error in our request: " + e.getMessage());
        }
    }

    private static JsonNode strategic(ObjectNode live, JsonNode patch, ResourceType type) {
        if (type.custom()) {
            throw Failures.unsupportedMediaType(
                    "the body of the request was in an unknown format - accepted media types"
                            + " include: application/json-patch+json, application/merge-patch+json,"
                            + " application/apply-patch+yaml");
        }
        if (!(patch instanceof ObjectNode object)) {
            throw Failures.badRequest("a strategic merge patch is an object");
        }
        try {
            return StrategicMergePatch.apply(live, object, type.schema());
        } catch (IllegalArgumentException e) {
            throw Failures.badRequest(e.getMessage());
        }
    }
}
