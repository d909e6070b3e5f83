package dev.numaflow.isbsvc.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.apiserver.schema.Schema;
import dev.numaflow.isbsvc.apiserver.schema.SchemaDefinitions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The types that a CustomResourceDefinition defines, one for each served version. */
final class CustomTypes {
    private static final Set<String> VERBS =
            Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private CustomTypes() {}

    static List<ResourceType> of(JsonNode definition, SchemaDefinitions definitions) {
        JsonNode spec = definition.path("spec");
        List<ResourceType> types = new ArrayList<>();
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean()) {
                types.add(type(spec, version, definitions));
            }
        }
        return List.copyOf(types);
    }

    private static ResourceType type(JsonNode spec, JsonNode version, SchemaDefinitions definitions) {
        Set<String> subresources = new LinkedHashSet<>();
        version.path("subresources").fieldNames().forEachRemaining(subresources::add);
        return new ResourceType(
                spec.path("group").asText(),
                version.path("name").asText(),
                names(spec.path("names")),
                spec.path("scope").asText().equals("Namespaced"),
                subresources,
                Schema.custom(version.path("schema").path("openAPIV3Schema"), definitions),
                new ResourceType.Traits(
                        true,
                        VERBS,
                        columns(version.path("additionalPrinterColumns")),
                        selectable(version.path("selectableFields")),
                        scale(version.path("subresources").path("scale"))));
    }

    private static ResourceType.Names names(JsonNode names) {
        return new ResourceType.Names(
                names.path("plural").asText(),
                names.path("singular").asText(),
                names.path("kind").asText(),
                names.path("listKind").asText(),
                texts(names.path("shortNames")),
                texts(names.path("categories")));
    }

    private static List<ResourceType.Column> columns(JsonNode columns) {
        List<ResourceType.Column> result = new ArrayList<>();
        columns.forEach(each -> result.add(new ResourceType.Column(
                each.path("name").asText(),
                each.path("type").asText(),
                each.path("format").asText(),
                each.path("priority").asInt(),
                each.path("jsonPath").asText())));
        return List.copyOf(result);
    }

    private static List<String> selectable(JsonNode fields) {
        List<String> result = new ArrayList<>();
        fields.forEach(each -> result.add(withoutDot(each.path("jsonPath").asText())));
        return List.copyOf(result);
    }

    private static ResourceType.ScalePaths scale(JsonNode scale) {
        return scale.isMissingNode()
                ? null
                : new ResourceType.ScalePaths(
                        withoutDot(scale.path("specReplicasPath").asText()),
                        withoutDot(scale.path("statusReplicasPath").asText()),
                        withoutDot(scale.path("labelSelectorPath").asText()));
    }

    private static String withoutDot(String path) {
        return path.startsWith(".") ? path.substring(1) : path;
    }

    private static List<String> texts(JsonNode array) {
        List<String> result = new ArrayList<>();
        array.forEach(each -> result.add(each.asText()));
        return List.copyOf(result);
    }
}
