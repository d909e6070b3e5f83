package dev.numaflow.isbsvc.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.schema.Schema;
import dev.numaflow.isbsvc.apiserver.schema.SchemaDefinitions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The built-in types, with the schemas that a real server publishes for them. */
public final class BuiltinTypes {
    private final SchemaDefinitions definitions;
    private final List<ResourceType> types;
    private final JsonNode resources;

    private BuiltinTypes(SchemaDefinitions definitions, JsonNode resources) {
        this.definitions = definitions;
        this.resources = resources;
        this.types = read();
    }

    /** Reads the snapshot of a real server's types that this module contains. */
    public static BuiltinTypes load() {
        try (InputStream in =
                BuiltinTypes.class.getResourceAsStream("/dev/numaflow/isbsvc/apiserver/builtin-types.json")) {
            JsonNode snapshot = Json.parse(in.readAllBytes());
            return new BuiltinTypes(
                    new SchemaDefinitions((ObjectNode) snapshot.get("schemas")), snapshot.get("resources"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All built-in types. */
    public List<ResourceType> types() {
        return types;
    }

    /** The schemas, for OpenAPI and for references from custom ones. */
    public SchemaDefinitions definitions() {
        return definitions;
    }

    private List<ResourceType> read() {
        Map<String, Set<String>> subresources = new LinkedHashMap<>();
        List<JsonNode> roots = new ArrayList<>();
        for (JsonNode each : resources) {
            String[] name = each.get("name").asText().split("/");
            Set<String> subs = subresources.computeIfAbsent(
                    each.get("groupVersion").asText() + "/" + name[0], key -> new LinkedHashSet<>());
            if (name.length == 1) {
                roots.add(each);
            } else {
                subs.add(name[1]);
            }
        }
        return roots.stream()
                .map(each -> type(
                        each,
                        subresources.get(each.get("groupVersion").asText() + "/"
                                + each.get("name").asText())))
                .toList();
    }

    private ResourceType type(JsonNode node, Set<String> subresources) {
        String group = node.get("kindGroup").asText();
        String version = node.get("kindVersion").asText();
        String kind = node.get("kind").asText();
        ResourceType.Names names = new ResourceType.Names(
                node.get("name").asText(),
                node.get("singularName").asText(),
                kind,
                kind + "List",
                texts(node.path("shortNames")),
                texts(node.path("categories")));
        ResourceType.ScalePaths scale = subresources.contains("scale")
                ? new ResourceType.ScalePaths("spec.replicas", "status.replicas", "")
                : null;
        ResourceType.Traits traits = new ResourceType.Traits(
                false, new LinkedHashSet<>(texts(node.get("verbs"))), List.of(), List.of(), scale);
        Schema schema = definitions.kind(group, version, kind);
        return new ResourceType(
                group, version, names, node.get("namespaced").asBoolean(), subresources, schema, traits);
    }

    private static List<String> texts(JsonNode array) {
        List<String> result = new ArrayList<>();
        array.forEach(each -> result.add(each.asText()));
        return List.copyOf(result);
    }
}
