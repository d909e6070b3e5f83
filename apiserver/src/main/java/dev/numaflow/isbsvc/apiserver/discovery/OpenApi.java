package dev.numaflow.isbsvc.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import dev.numaflow.isbsvc.apiserver.types.TypeRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Publishes OpenAPI v3 as far as clients need it: the schemas, and that patches support fieldValidation. */
final class OpenApi {
    private final TypeRegistry types;

    OpenApi(TypeRegistry types) {
        this.types = types;
    }

    Optional<ObjectNode> answer(List<String> path) {
        if (path.size() < 2 || !path.get(1).equals("v3")) {
            return Optional.empty();
        }
        return path.size() == 2 ? Optional.of(index()) : document(String.join("/", path.subList(2, path.size())));
    }

    private ObjectNode index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        types.all().forEach(each -> paths.putObject(location(each))
                .put("serverRelativeURL", "/openapi/v3/" + location(each)));
        return index;
    }

    private static String location(ResourceType type) {
        return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
    }

    private Optional<ObjectNode> document(String location) {
        List<ResourceType> found = types.all().stream()
                .filter(each -> location(each).equals(location))
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.34.4");
        ObjectNode paths = document.putObject("paths");
        ObjectNode schemas = Json.objectAt(document, "components", "schemas");
        schemas.setAll(types.definitions().nodes());
        found.forEach(each -> {
            paths.set(
                    "/" + location(each) + (each.namespaced() ? "/namespaces/{namespace}/" : "/") + each.plural()
                            + "/{name}",
                    operations(each));
            if (each.custom()) {
                schemas.set(schemaName(each), schema(each));
            }
        });
        return Optional.of(document);
    }

    private static ObjectNode operations(ResourceType type) {
        ObjectNode operations = Json.object();
        for (String method : List.of("get", "patch", "put")) {
            ObjectNode operation = operations.putObject(method);
            operation.set("x-kubernetes-group-version-kind", kind(type));
            for (String parameter : List.of("dryRun", "fieldManager", "fieldValidation")) {
                ObjectNode node = Json.object().put("name", parameter).put("in", "query");
                node.putObject("schema").put("type", "string");
                operation.withArray("parameters").add(node);
            }
        }
        return operations;
    }

    private static ObjectNode kind(ResourceType type) {
        return Json.object()
                .put("group", type.group())
                .put("version", type.version())
                .put("kind", type.kind());
    }

    private static String schemaName(ResourceType type) {
        List<String> domain = new ArrayList<>(List.of(type.group().split("\\.")));
        Collections.reverse(domain);
        return String.join(".", domain) + "." + type.version() + "." + type.kind();
    }

    private static ObjectNode schema(ResourceType type) {
        ObjectNode schema = (ObjectNode) type.schema().node().deepCopy();
        ObjectNode properties = Json.objectAt(schema, "properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties
                .putObject("metadata")
                .put("$ref", "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
        schema.putArray("x-kubernetes-group-version-kind").add(kind(type));
        return schema;
    }
}
