package dev.numaflow.isbsvc.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The schema of a value: one view of OpenAPI for defaulting, pruning, validation, patching and field ownership, of built-in and
 * custom types alike.
 */
public final class Schema {
    private final String name;
    private final JsonNode node;
    private final JsonNode site;
    private final SchemaDefinitions definitions;
    private final Map<String, Schema> ofEveryObject = new HashMap<>();
    private final Map<String, Optional<Schema>> children = new ConcurrentHashMap<>();

    Schema(String name, JsonNode node, JsonNode site, SchemaDefinitions definitions) {
        this.name = name;
        this.node = node;
        this.site = site;
        this.definitions = definitions;
    }

    /** The schema of a custom type's version; its metadata is that of every object. */
    public static Schema custom(JsonNode node, SchemaDefinitions definitions) {
        return new Schema("", node, Json.object(), definitions).wholeObject();
    }

    /** A schema that only adds conditions to a value, as those in anyOf do. */
    public static Schema condition(JsonNode node) {
        return new Schema("", node, Json.object(), new SchemaDefinitions(Json.object()));
    }

    /** The OpenAPI node itself. */
    public JsonNode node() {
        return node;
    }

    /** A keyword of the schema or of the node that refers to it; missing if neither has it. */
    public JsonNode keyword(String key) {
        JsonNode own = site.path(key);
        return own.isMissingNode() ? node.path(key) : own;
    }

    /** The schema of a declared property or, of a map, of its values; empty if nothing is declared for this name. */
    public Optional<Schema> child(String property) {
        if (ofEveryObject.containsKey(property)) {
            return Optional.of(ofEveryObject.get(property));
        }
        return children.computeIfAbsent(property, key -> {
            JsonNode declared = node.path("properties").path(key);
            JsonNode found = declared.isMissingNode() ? node.path("additionalProperties") : declared;
            return found.isObject() ? Optional.of(resolve(found)) : Optional.empty();
        });
    }

    /** Whether the property is declared. */
    public boolean declares(String property) {
        return ofEveryObject.containsKey(property) || node.path("properties").has(property);
    }

    /** Names of the declared properties. */
    public List<String> properties() {
        List<String> names = new ArrayList<>();
        node.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The schema of a list's elements. */
    public Optional<Schema> items() {
        return children.computeIfAbsent("[]", key -> {
            JsonNode items = node.path("items");
            return items.isObject() ? Optional.of(resolve(items)) : Optional.empty();
        });
    }

    /** The list type for ownership and merging: atomic unless the schema says set or map. */
    public String listType() {
        return keyword("x-kubernetes-list-type").asText("atomic");
    }

    /** The key fields of a list of type map. */
    public List<String> listKeys() {
        List<String> keys = new ArrayList<>();
        keyword("x-kubernetes-list-map-keys").forEach(each -> keys.add(each.asText()));
        return keys;
    }

    /** Whether an object is owned and merged as a whole. */
    public boolean atomicMap() {
        return keyword("x-kubernetes-map-type").asText("granular").equals("atomic") || opaque();
    }

    /** Whether unknown fields are preserved. */
    public boolean preservesUnknown() {
        return keyword("x-kubernetes-preserve-unknown-fields").asBoolean()
                || opaque()
                || node.path("additionalProperties").asBoolean()
                || type().isEmpty() && !intOrString() && !quantity();
    }

    /** The JSON type, empty where any is allowed. */
    public String type() {
        return node.path("type").asText("");
    }

    /** Whether the value may be a number or a text. */
    public boolean intOrString() {
        return node.path("x-kubernetes-int-or-string").asBoolean()
                || node.path("format").asText().equals("int-or-string");
    }

    /** The name of the schema's definition, empty if it is inline. */
    String name() {
        return name;
    }

    /** Whether the value is a resource quantity of the built-in types, which has one canonical spelling. */
    public boolean quantity() {
        return name.endsWith("api.resource.Quantity");
    }

    /** The default value, missing if the schema has none. */
    public JsonNode defaultValue() {
        return quantity() ? MissingNode.getInstance() : keyword("default");
    }

    /** Whether the real server omits the field when it is empty or zero. */
    public boolean omittedWhenEmpty() {
        return keyword("x-omit-empty").asBoolean();
    }

    private boolean opaque() {
        return type().equals("object")
                && !name.isEmpty()
                && !node.has("properties")
                && !node.has("additionalProperties")
                && name.matches(".*(FieldsV1|RawExtension)");
    }

    private Schema wholeObject() {
        Schema text = new Schema("", Json.object().put("type", "string"), Json.object(), definitions);
        ofEveryObject.putAll(Map.of("apiVersion", text, "kind", text, "metadata", definitions.objectMeta()));
        return this;
    }

    private Schema resolve(JsonNode found) {
        JsonNode reference = found.has("$ref")
                ? found.get("$ref")
                : found.path("allOf").path(0).path("$ref");
        if (reference.isTextual()) {
            String target = reference.asText().substring(SchemaDefinitions.PREFIX.length());
            Schema named = definitions.named(target);
            return found.size() == 1 ? named : new Schema(target, named.node, found, definitions);
        }
        Schema inline = new Schema("", found, Json.object(), definitions);
        return found.path("x-kubernetes-embedded-resource").asBoolean() ? inline.wholeObject() : inline;
    }
}
