package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** All served types: those of the snapshot, and those that CustomResourceDefinitions define. */
final class Types {
    private final JsonNode definitions;
    private final JsonNode objectMeta;
    private final List<ResourceType> builtin = new ArrayList<>();
    private final Map<String, ResourceType> custom = new ConcurrentSkipListMap<>();

    Types() {
        try (InputStream in = Types.class.getResourceAsStream("builtin-types.json")) {
            JsonNode snapshot = Json.MAPPER.readTree(in);
            definitions = snapshot.path("definitions");
            objectMeta = resolved(definitions.path("ObjectMeta"));
            snapshot.path("types")
                    .forEach(
                            type -> builtin.add(ResourceType.builtin(type, resolved(type.path("schema")), objectMeta)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The schema with each reference replaced by what it refers to. */
    private JsonNode resolved(JsonNode schema) {
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode result = Json.object();
        schema.properties().forEach(each -> result.set(each.getKey(), resolved(each.getValue())));
        JsonNode reference = result.remove("$ref");
        if (reference != null) {
            resolved(definitions.path(reference.asText()))
                    .properties()
                    .forEach(each -> result.putIfAbsent(each.getKey(), each.getValue()));
        }
        return result;
    }

    /** Built-in ones first. */
    List<ResourceType> all() {
        List<ResourceType> all = new ArrayList<>(builtin);
        all.addAll(custom.values());
        return all;
    }

    Optional<ResourceType> find(String group, String version, String plural) {
        return all().stream()
                .filter(each -> each.is(group, plural) && each.version().equals(version))
                .findFirst();
    }

    /** Serves what a CustomResourceDefinition defines. */
    void define(ObjectNode definition) {
        custom.put(Meta.name(definition), ResourceType.defined(definition, objectMeta));
    }
}
