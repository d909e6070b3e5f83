package dev.numaflow.isbsvc.local.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.flipkart.zjsonpatch.JsonPatch;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import java.util.List;

/** A JSON patch (RFC 6902), applied to every document that its target matches. */
record OperationsPatch(FieldPath place, PatchTarget target, JsonNode operations) implements Patch {

    @Override
    public List<Document> applyTo(List<Document> documents) {
        if (documents.stream().noneMatch(target::fits)) {
            throw place.field("target").refuse(target.toString(), "a target that fits a document");
        }
        return documents.stream()
                .map(document -> target.fits(document) ? patched(document) : document)
                .toList();
    }

    private Document patched(Document document) {
        try {
            return Document.of(document.file(), JsonPatch.apply(operations, document.tree()));
        } catch (JsonPatchApplicationException impossible) {
            throw place.field("patch")
                    .refuse(
                            impossible.getMessage(),
                            "operations that apply to " + document.kind() + " " + document.name());
        }
    }
}
