package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What clients learn of the server: version, groups, resources, and by OpenAPI that writes validate fields. */
final class Discovery {
    private static final List<String> VERBS = List.of("create", "delete", "get", "list", "patch", "update", "watch");

    private static final JsonNode VERSION = Json.object()
            .put("major", "1")
            .put("minor", "34")
            .put("gitVersion", "v1.34.4+embedded")
            .put("platform", "jvm");

    private final Types types;

    Discovery(Types types) {
        this.types = types;
    }

    /** The response for a path that is no resource; empty if it is not served. */
    Optional<JsonNode> answer(List<String> path) {
        return switch (path.isEmpty() ? "" : path.get(0) + path.size()) {
            case "version1" -> Optional.of(VERSION);
            case "api1" -> Optional.of(coreVersions());
            case "api2" -> resources("", path.get(1));
            case "apis1" -> Optional.of(groups());
            case "apis3" -> resources(path.get(1), path.get(2));
            default ->
                path.size() > 1 && path.subList(0, 2).equals(List.of("openapi", "v3"))
                        ? openApi(String.join("/", path.subList(2, path.size())))
                        : Optional.empty();
        };
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    /** Each group has one version. */
    private ObjectNode groups() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        types.all().stream()
                .filter(each -> !each.group().isEmpty())
                .collect(Collectors.toMap(
                        ResourceType::group, ResourceType::version, (first, same) -> first, TreeMap::new))
                .forEach((name, version) -> {
                    ObjectNode group = groups.addObject().put("name", name);
                    ObjectNode served = group.putArray("versions").addObject();
                    served.put("groupVersion", name + "/" + version).put("version", version);
                    group.set("preferredVersion", served);
                });
        return list;
    }

    private Optional<JsonNode> resources(String group, String version) {
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : types.all()) {
            if (type.group().equals(group) && type.version().equals(version)) {
                ObjectNode node = resources.addObject().put("name", type.plural());
                node.put("singularName", Json.text(type.names(), "singular"));
                node.put("namespaced", type.namespaced()).put("kind", type.kind());
                VERBS.forEach(node.putArray("verbs")::add);
                Json.set(node, "shortNames", type.names().path("shortNames"));
                Json.set(node, "categories", type.names().path("categories"));
            }
        }
        return Optional.<JsonNode>of(list).filter(any -> !resources.isEmpty());
    }

    /** The index, or the document of one version: no schemas, but that patches take fieldValidation, as kubectl wants to know. */
    private Optional<JsonNode> openApi(String location) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.34.4");
        ObjectNode paths = document.putObject("paths");
        for (ResourceType type : types.all()) {
            String here = (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
            if (location.isEmpty()) {
                paths.putObject(here).put("serverRelativeURL", "/openapi/v3/" + here);
            } else if (location.equals(here)) {
                ObjectNode patch = Json.objectAt(paths, "/" + here + "/" + type.plural() + "/{name}", "patch");
                patch.putObject("x-kubernetes-group-version-kind")
                        .put("group", type.group())
                        .put("version", type.version())
                        .put("kind", type.kind());
                ObjectNode parameter = patch.putArray("parameters").addObject();
                parameter.put("name", "fieldValidation").put("in", "query");
                parameter.putObject("schema").put("type", "string");
            }
        }
        return paths.isEmpty() ? Optional.empty() : Optional.of(document);
    }
}
