package dev.numaflow.isbsvc.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.http.ApiResponse;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import dev.numaflow.isbsvc.apiserver.types.TypeRegistry;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Serves discovery: versions, groups, resources, health. */
public final class Discovery {
    private static final Set<String> CREATED_ONLY = Set.of("token", "binding");
    private static final Set<String> HEALTH = Set.of("healthz", "livez", "readyz");

    private final TypeRegistry types;
    private final OpenApi openApi;

    public Discovery(TypeRegistry types) {
        this.types = types;
        this.openApi = new OpenApi(types);
    }

    /** Returns the response for a path that is no resource; empty if it is not served. */
    public Optional<ApiResponse> answer(List<String> path) {
        String first = path.isEmpty() ? "" : path.get(0);
        if (HEALTH.contains(first)) {
            return Optional.of(ApiResponse.text(200, "ok"));
        }
        return switch (first) {
            case "version" -> Optional.of(ApiResponse.ok(version()));
            case "api" -> core(path).map(ApiResponse::ok);
            case "apis" -> groups(path).map(ApiResponse::ok);
            case "openapi" -> openApi.answer(path).map(ApiResponse::ok);
            default -> Optional.empty();
        };
    }

    private static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "34")
                .put("gitVersion", "v1.34.4+embedded")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "")
                .put("platform", "jvm");
    }

    private Optional<ObjectNode> core(List<String> path) {
        if (path.size() == 1) {
            ObjectNode versions = Json.object().put("kind", "APIVersions");
            versions.putArray("versions").add("v1");
            versions.putArray("serverAddressByClientCIDRs");
            return Optional.of(versions);
        }
        return path.size() == 2 ? resources("", path.get(1)) : Optional.empty();
    }

    private Optional<ObjectNode> groups(List<String> path) {
        if (path.size() == 1) {
            ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
            ArrayNode groups = list.putArray("groups");
            versionsByGroup().forEach((name, versions) -> groups.add(group(name, versions)));
            return Optional.of(list);
        }
        if (path.size() == 2) {
            return Optional.ofNullable(versionsByGroup().get(path.get(1)))
                    .map(versions ->
                            group(path.get(1), versions).put("kind", "APIGroup").put("apiVersion", "v1"));
        }
        return path.size() == 3 ? resources(path.get(1), path.get(2)) : Optional.empty();
    }

    private Map<String, Collection<String>> versionsByGroup() {
        Map<String, Collection<String>> groups = new LinkedHashMap<>();
        types.all().stream().filter(each -> !each.group().isEmpty()).forEach(each -> groups.computeIfAbsent(
                        each.group(), key -> new LinkedHashSet<>())
                .add(each.version()));
        return groups;
    }

    private static ObjectNode group(String name, Collection<String> versions) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode list = group.putArray("versions");
        versions.forEach(each -> version(list.addObject(), name, each));
        version(group.putObject("preferredVersion"), name, versions.iterator().next());
        return group;
    }

    private static void version(ObjectNode node, String group, String version) {
        node.put("groupVersion", group + "/" + version).put("version", version);
    }

    private Optional<ObjectNode> resources(String group, String version) {
        List<ResourceType> found = types.all().stream()
                .filter(each -> each.group().equals(group) && each.version().equals(version))
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", found.get(0).apiVersion());
        ArrayNode resources = list.putArray("resources");
        found.forEach(each -> {
            resource(resources.addObject(), each);
            each.subresources().forEach(sub -> subresource(resources.addObject(), each, sub));
        });
        return Optional.of(list);
    }

    private static void resource(ObjectNode node, ResourceType type) {
        node.put("name", type.plural())
                .put("singularName", type.names().singular())
                .put("namespaced", type.namespaced())
                .put("kind", type.kind());
        type.traits().verbs().stream().sorted().forEach(node.putArray("verbs")::add);
        if (!type.names().shortNames().isEmpty()) {
            type.names().shortNames().forEach(node.putArray("shortNames")::add);
        }
        if (!type.names().categories().isEmpty()) {
            type.names().categories().forEach(node.putArray("categories")::add);
        }
    }

    private static void subresource(ObjectNode node, ResourceType type, String name) {
        node.put("name", type.plural() + "/" + name).put("singularName", "").put("namespaced", type.namespaced());
        switch (name) {
            case "scale" ->
                node.put("group", "autoscaling").put("version", "v1").put("kind", "Scale");
            case "binding" -> node.put("kind", "Binding");
            case "token" ->
                node.put("group", "authentication.k8s.io").put("version", "v1").put("kind", "TokenRequest");
            default -> node.put("kind", type.kind());
        }
        ArrayNode verbs = node.putArray("verbs");
        (CREATED_ONLY.contains(name) ? List.of("create") : List.of("get", "patch", "update")).forEach(verbs::add);
    }
}
