package dev.numaflow.isbsvc.apiserver.fields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.fields.ManagedFields.Entry;
import dev.numaflow.isbsvc.apiserver.fields.ManagedFields.Manager;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes which manager owns which field after a write. Does not modify the objects or their managers. */
public final class FieldOwnership {
    private static final List<String> SYSTEM_METADATA = List.of(
            "name",
            "namespace",
            "creationTimestamp",
            "selfLink",
            "uid",
            "generation",
            "managedFields",
            "resourceVersion");

    private final Schema schema;
    private final String apiVersion;
    private final String now;

    public FieldOwnership(Schema schema, String apiVersion, String now) {
        this.schema = schema;
        this.apiVersion = apiVersion;
        this.now = now;
    }

    /** The managers after an update or patch from one state to the other. */
    public ManagedFields update(ObjectNode before, ObjectNode after, ManagedFields managed, Manager writer) {
        FieldComparison comparison = FieldComparison.of(before, after, schema);
        FieldSet written = systemFieldsRemoved(comparison.written());
        ManagedFields result = take(managed, comparison, null);
        Entry own = result.entries().get(writer);
        if (!written.isEmpty()) {
            FieldSet mine = own == null ? written : own.fields().union(written);
            result.put(writer, new Entry(mine, apiVersion, now));
        }
        return result;
    }

    /** The object after an apply, and its managers. */
    public Applied apply(ObjectNode live, ObjectNode applied, ManagedFields managed, Manager applier, boolean force) {
        ObjectNode merged = (ObjectNode) AppliedMerge.merge(live, applied, schema);
        FieldSet wanted = systemFieldsRemoved(OwnedFields.of(applied, schema));
        ManagedFields managers = managed.copy();
        Entry last = managers.entries().get(applier);
        managers.put(applier, new Entry(wanted, apiVersion, now));
        ObjectNode pruned = last == null ? merged : new DroppedFields(schema).prune(merged, managers, last.fields());
        FieldComparison comparison = FieldComparison.of(live, pruned, schema);
        Map<Manager, FieldSet> conflicts = conflicts(managers, comparison, applier);
        if (!force && !conflicts.isEmpty()) {
            throw new FieldConflict(conflicts);
        }
        ManagedFields result = take(managers, comparison, applier);
        boolean same = Json.same(live, pruned);
        if (same) {
            // The real server does not date an apply that changes no field.
            result.put(applier, new Entry(wanted, apiVersion, last == null ? "" : last.time()));
        }
        return new Applied(pruned, result, same && result.sameOwners(managed));
    }

    /** The result of an apply; unchanged means that there is nothing to write. */
    public record Applied(ObjectNode object, ManagedFields managed, boolean unchanged) {}

    private Map<Manager, FieldSet> conflicts(ManagedFields managed, FieldComparison comparison, Manager writer) {
        Map<Manager, FieldSet> conflicts = new LinkedHashMap<>();
        managed.entries().forEach((manager, entry) -> {
            FieldSet both = entry.fields().intersection(comparison.written());
            if (!manager.equals(writer) && !both.isEmpty()) {
                conflicts.put(manager, both);
            }
        });
        return conflicts;
    }

    /** Removes written and deleted fields from the other managers. */
    private static ManagedFields take(ManagedFields managed, FieldComparison comparison, Manager writer) {
        ManagedFields result = new ManagedFields();
        managed.entries().forEach((manager, entry) -> {
            FieldSet left = manager.equals(writer)
                    ? entry.fields()
                    : entry.fields().difference(comparison.written()).difference(comparison.removed());
            result.put(manager, new Entry(left, entry.apiVersion(), entry.time()));
        });
        return result;
    }

    private static FieldSet systemFieldsRemoved(FieldSet set) {
        FieldSet system = new FieldSet();
        List.of("apiVersion", "kind").forEach(each -> system.insert(List.of(PathElements.field(each))));
        String metadata = PathElements.field("metadata");
        SYSTEM_METADATA.forEach(each -> system.insert(List.of(metadata, PathElements.field(each))));
        FieldSet itself = new FieldSet();
        itself.insert(List.of(metadata));
        return set.without(system).difference(itself);
    }
}
