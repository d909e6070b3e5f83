package dev.numaflow.isbsvc.local.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A strategic merge on maps: matched by kind and name, keys merged, null removes. Lists are rejected, because how they merge
 * depends on the schema of the kind, which only the API server has.
 */
record MergePatch(FieldPath place, PatchTarget target, ObjectNode changes) implements Patch {

    static MergePatch of(FieldPath place, JsonNode content) {
        Document document = Document.of(place.file(), content);
        PatchTarget target = new PatchTarget(
                Optional.of(document.group()),
                Optional.of(document.version()),
                Optional.of(document.kind()),
                Optional.of(document.namespace()).filter(namespace -> !namespace.isEmpty()),
                Optional.of(document.name()));
        return new MergePatch(place, target, document.tree());
    }

    @Override
    public List<Document> applyTo(List<Document> documents) {
        if (documents.stream().noneMatch(target::fits)) {
            throw place.field("patch").refuse(target.toString(), "a patch for a document that is there");
        }
        return documents.stream()
                .map(document -> target.fits(document) ? patched(document) : document)
                .toList();
    }

    private Document patched(Document document) {
        ObjectNode merged = document.tree().deepCopy();
        merge(place.field("patch"), merged, changes);
        return new Document(document.file(), merged);
    }

    private static void merge(FieldPath at, ObjectNode into, ObjectNode changes) {
        changes.fields().forEachRemaining(change -> {
            JsonNode value = change.getValue();
            if (value.isArray()) {
                throw at.field(change.getKey()).refuse("a list", "maps and plain values; use a JSON patch for lists");
            } else if (value.isNull()) {
                into.remove(change.getKey());
            } else if (value.isObject() && into.get(change.getKey()) instanceof ObjectNode) {
                merge(at.field(change.getKey()), (ObjectNode) into.get(change.getKey()), (ObjectNode) value);
            } else {
                into.set(change.getKey(), value);
            }
        });
    }
}
