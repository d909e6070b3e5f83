package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * One served type.
 *
 * @param names as a CustomResourceDefinition states them
 * @param columns those that a CustomResourceDefinition adds to tables
 */
record ResourceType(
        String group,
        String version,
        JsonNode names,
        boolean namespaced,
        boolean custom,
        Set<String> subresources,
        Schema schema,
        SchemaCheck check,
        JsonNode columns) {

    static final String DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";
    private static final Set<String> SERVED_SUBRESOURCES = Set.of("status", "binding", "token");

    /** The type of a CustomResourceDefinition, which has one version. */
    static ResourceType defined(JsonNode definition, JsonNode objectMeta) {
        JsonNode spec = definition.path("spec");
        JsonNode version = spec.path("versions").path(0);
        ObjectNode schema = whole(Json.at(version, "schema", "openAPIV3Schema"), objectMeta);
        return new ResourceType(
                Json.text(spec, "group"),
                Json.text(version, "name"),
                spec.path("names"),
                Json.text(spec, "scope").equals("Namespaced"),
                true,
                Set.copyOf(Json.names(version.path("subresources"))),
                new Schema(schema),
                new SchemaCheck(schema),
                version.path("additionalPrinterColumns"));
    }

    /** A type of the snapshot. Its status is that of controllers, and not validated. */
    static ResourceType builtin(JsonNode type, JsonNode described, JsonNode objectMeta) {
        ObjectNode schema = whole(described, objectMeta);
        ObjectNode checked = schema.deepCopy();
        Json.objectAt(checked, "properties").remove("status");
        return new ResourceType(
                Json.text(type, "group"),
                Json.text(type, "version"),
                type.path("names"),
                Json.text(type, "scope").equals("Namespaced"),
                false,
                Set.copyOf(Json.texts(type.path("subresources"))),
                new Schema(schema),
                new SchemaCheck(checked),
                Json.array());
    }

    /** With what every object has. */
    private static ObjectNode whole(JsonNode schema, JsonNode objectMeta) {
        ObjectNode whole = schema.deepCopy();
        ObjectNode properties = Json.objectAt(whole, "properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.set("metadata", objectMeta);
        return whole;
    }

    String plural() {
        return Json.text(names, "plural");
    }

    String kind() {
        return Json.text(names, "kind");
    }

    String listKind() {
        return names.path("listKind").asText(kind() + "List");
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** As in messages. */
    String qualifiedPlural() {
        return group.isEmpty() ? plural() : plural() + "." + group;
    }

    /** The key of its objects in the store. */
    String storage() {
        return group + "/" + plural();
    }

    boolean is(String group, String plural) {
        return group.equals(this.group) && plural.equals(plural());
    }

    boolean serves(String subresource) {
        return SERVED_SUBRESOURCES.contains(subresource) && subresources.contains(subresource);
    }

    boolean hasStatus() {
        return serves("status");
    }
}
