package dev.numaflow.isbsvc.apiserver.types;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Metadata;
import dev.numaflow.isbsvc.apiserver.schema.SchemaDefinitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The registry of all served types. */
public final class TypeRegistry {
    private final BuiltinTypes builtin;
    private final Map<String, List<ResourceType>> custom = new ConcurrentSkipListMap<>();

    public TypeRegistry(BuiltinTypes builtin) {
        this.builtin = builtin;
    }

    /** All types, built-in ones first. */
    public List<ResourceType> all() {
        List<ResourceType> all = new ArrayList<>(builtin.types());
        custom.values().forEach(all::addAll);
        return all;
    }

    /** The type of a path. */
    public Optional<ResourceType> find(String group, String version, String plural) {
        return all().stream()
                .filter(each -> each.is(group, plural) && each.version().equals(version))
                .findFirst();
    }

    /** The built-in type of that plural; it must exist. */
    public ResourceType builtin(String group, String plural) {
        return builtin.types().stream()
                .filter(each -> each.is(group, plural))
                .findFirst()
                .orElseThrow();
    }

    /** The schemas of the built-in types. */
    public SchemaDefinitions definitions() {
        return builtin.definitions();
    }

    /** Adds the types of a CustomResourceDefinition. */
    public void define(ObjectNode definition) {
        custom.put(Metadata.name(definition), CustomTypes.of(definition, builtin.definitions()));
    }

    /** Removes the types of a CustomResourceDefinition and returns them. */
    public List<ResourceType> undefine(String definition) {
        List<ResourceType> gone = custom.remove(definition);
        return gone == null ? List.of() : gone;
    }
}
