package dev.numaflow.isbsvc.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.schema.Schema;

/** Removes fields that an applier owned and no longer applies, unless another manager owns them. */
final class DroppedFields {
    private final Schema schema;

    DroppedFields(Schema schema) {
        this.schema = schema;
    }

    ObjectNode prune(ObjectNode merged, ManagedFields managers, FieldSet last) {
        FieldSet lastOwned = parents(last);
        FieldSet mergedFields = parents(OwnedFields.of(merged, schema));
        FieldSet managed = managers.entries().values().stream()
                .map(ManagedFields.Entry::fields)
                .reduce(new FieldSet(), FieldSet::union);
        ObjectNode pruned = remove(merged, lastOwned);
        FieldSet kept = parents(OwnedFields.of(pruned, schema)).union(parents(managed));
        pruned = remove(merged, mergedFields.difference(kept));
        FieldSet gone = mergedFields.difference(parents(OwnedFields.of(pruned, schema)));
        return remove(merged, gone.intersection(lastOwned));
    }

    private FieldSet parents(FieldSet set) {
        return NamedParents.include(set, schema);
    }

    private ObjectNode remove(ObjectNode object, FieldSet paths) {
        JsonNode left = ItemRemoval.remove(object, paths, schema);
        return left == null ? Json.object() : (ObjectNode) left;
    }
}
