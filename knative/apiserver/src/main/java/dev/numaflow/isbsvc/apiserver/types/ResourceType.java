package dev.numaflow.isbsvc.apiserver.types;

import dev.numaflow.isbsvc.apiserver.schema.Schema;
import java.util.List;
import java.util.Set;

/** One served type in one version: how it is named, addressed, shaped and shown. */
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

    /** What differs between built-in and custom types, and from type to type. */
    public record Traits(
            boolean custom, Set<String> verbs, List<Column> columns, List<String> selectableFields, ScalePaths scale) {}

    /** A column that a CustomResourceDefinition asks for. */
    public record Column(String name, String type, String format, int priority, String jsonPath) {}

    /** Where a scalable type keeps its numbers, as dotted paths. */
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

    /** Plural with group, as messages name a type. */
    public String qualifiedPlural() {
        return group.isEmpty() ? plural() : plural() + "." + group;
    }

    /** Under what the objects are stored: all versions of a type share one collection. */
    public String storage() {
        return group + "/" + plural();
    }

    /** Whether this is the type of that group and plural. */
    public boolean is(String otherGroup, String otherPlural) {
        return group.equals(otherGroup) && plural().equals(otherPlural);
    }

    /** Whether the type comes from a CustomResourceDefinition. */
    public boolean custom() {
        return traits.custom();
    }

    /** Whether status is written through its own subresource. */
    public boolean hasStatus() {
        return subresources.contains("status");
    }
}
