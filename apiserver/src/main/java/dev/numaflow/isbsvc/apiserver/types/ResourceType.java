package dev.numaflow.isbsvc.apiserver.types;

import dev.numaflow.isbsvc.apiserver.schema.Schema;
import java.util.List;
import java.util.Set;

/** One served type in one version: its names, scope, schema and columns. */
public record ResourceType(
        String group,
        String version,
        Names names,
        boolean namespaced,
        Set<String> subresources,
        Schema schema,
        Traits traits) {

    /** The names of a type. */
    public record Names(
            String plural,
            String singular,
            String kind,
            String listKind,
            List<String> shortNames,
            List<String> categories) {}

    /** The properties that differ from type to type. */
    public record Traits(
            boolean custom, Set<String> verbs, List<Column> columns, List<String> selectableFields, ScalePaths scale) {}

    /** A printer column of a CustomResourceDefinition. */
    public record Column(String name, String type, String format, int priority, String jsonPath) {}

    /** The paths of a scalable type's replicas, dotted. */
    public record ScalePaths(String specReplicas, String statusReplicas, String labelSelector) {}

    /** Name of the type's collection in paths. */
    public String plural() {
        return names.plural();
    }

    /** Kind in objects. */
    public String kind() {
        return names.kind();
    }

    /** The apiVersion that objects of this type carry. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Plural with group, as used in messages. */
    public String qualifiedPlural() {
        return group.isEmpty() ? plural() : plural() + "." + group;
    }

    /** The storage key: all versions of a type share one collection. */
    public String storage() {
        return group + "/" + plural();
    }

    /** Whether this is the type of that group and plural. */
    public boolean is(String otherGroup, String otherPlural) {
        return group.equals(otherGroup) && plural().equals(otherPlural);
    }

    /** Whether the type is defined by a CustomResourceDefinition. */
    public boolean custom() {
        return traits.custom();
    }

    /** Whether status is written through its own subresource. */
    public boolean hasStatus() {
        return subresources.contains("status");
    }
}
