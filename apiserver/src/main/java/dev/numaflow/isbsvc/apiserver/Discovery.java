package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells what is served: health, version, groups, resources, and by OpenAPI that writes validate fields. */
final class Discovery {
    private static final List<String> VERBS = List.of("create", "delete", "get", "list", "patch", "update", "watch");

    private final Types types;

    Discovery(Types types) {
        this.types = types;
    }

    /** The response for a path that is no resource; empty if it is not served. */
    Optional<JsonNode> answer(List<String> path) {
        return switch (path.isEmpty() ? "" : path.get(0)) {
            case "healthz", "livez", "readyz" -> Optional.of(TextNode.valueOf("ok"));
            case "version" ->
                Optional.of(Json.object()
                        .put("major", "1")
                        .put("minor", "34")
                        .put("gitVersion", "v1.34.4+embedded")
                        .put("platform", "jvm"));
            case "api" ->
                switch (path.size()) {
                    case 1 -> Optional.of(coreVersions());
                    case 2 -> resources("", path.get(1));
                    default -> Optional.empty();
                };
            case "apis" -> groups(path);
            case "openapi" ->
                path.size() > 1 && path.get(1).equals("v3")
                        ? openApi(String.join("/", path.subList(2, path.size())))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    private Optional<JsonNode> groups(List<String> path) {
        if (path.size() > 2) {
            return path.size() == 3 ? resources(path.get(1), path.get(2)) : Optional.empty();
        }
        Map<String, Set<String>> versions = types.all().stream()
                .filter(each -> !each.group().isEmpty())
                .collect(Collectors.groupingBy(
                        ResourceType::group,
                        LinkedHashMap::new,
                        Collectors.mapping(ResourceType::version, Collectors.toCollection(TreeSet::new))));
        if (path.size() == 2) {
            return Optional.ofNullable(versions.get(path.get(1)))
                    .map(each ->
                            group(path.get(1), each).put("kind", "APIGroup").put("apiVersion", "v1"));
        }
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        versions.forEach((name, each) -> groups.add(group(name, each)));
        return Optional.of(list);
    }

    private static ObjectNode group(String name, Set<String> versions) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode list = group.putArray("versions");
        versions.forEach(
                each -> list.addObject().put("groupVersion", name + "/" + each).put("version", each));
        return group.set("preferredVersion", list.get(0));
    }

    private Optional<JsonNode> resources(String group, String version) {
        List<ResourceType> found = types.all().stream()
                .filter(each -> each.group().equals(group) && each.version().equals(version))
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", found.get(0).apiVersion());
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : found) {
            ObjectNode node = resource(resources, type, type.plural(), type.kind(), VERBS);
            node.put("singularName", Json.text(type.names(), "singular"));
            Json.set(node, "shortNames", type.names().path("shortNames"));
            Json.set(node, "categories", type.names().path("categories"));
            for (String part : type.subresources().stream().filter(type::serves).toList()) {
                boolean status = part.equals("status");
                String kind = part.equals("token") ? "TokenRequest" : part.equals("binding") ? "Binding" : type.kind();
                List<String> verbs = status ? List.of("get", "patch", "update") : List.of("create");
                resource(resources, type, type.plural() + "/" + part, kind, verbs);
            }
        }
        return Optional.of(list);
    }

    private static ObjectNode resource(
            ArrayNode list, ResourceType type, String name, String kind, List<String> verbs) {
        ObjectNode node = list.addObject().put("name", name).put("singularName", "");
        node.put("namespaced", type.namespaced()).put("kind", kind);
        verbs.forEach(node.putArray("verbs")::add);
        return node;
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
