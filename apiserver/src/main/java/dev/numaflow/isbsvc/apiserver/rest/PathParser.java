package dev.numaflow.isbsvc.apiserver.rest;

import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import dev.numaflow.isbsvc.apiserver.types.TypeRegistry;
import java.util.List;
import java.util.Optional;

/** Resolves a request path to its target. */
final class PathParser {
    private final TypeRegistry types;

    PathParser(TypeRegistry types) {
        this.types = types;
    }

    /** The target of a path below /api/v1 or /apis/GROUP/VERSION; none for other paths. */
    Optional<Target> parse(List<String> path) {
        boolean core = path.size() > 2 && path.get(0).equals("api");
        boolean grouped = path.size() > 3 && path.get(0).equals("apis");
        if (!core && !grouped) {
            return Optional.empty();
        }
        String group = core ? "" : path.get(1);
        String version = path.get(core ? 1 : 2);
        List<String> rest = path.subList(core ? 2 : 3, path.size());
        boolean inNamespace = rest.size() > 2 && rest.get(0).equals("namespaces");
        if (inNamespace) {
            Optional<Target> found = target(group, version, rest.get(1), rest.subList(2, rest.size()));
            if (found.isPresent()) {
                return found;
            }
        }
        return target(group, version, "", rest);
    }

    private Optional<Target> target(String group, String version, String namespace, List<String> rest) {
        if (rest.size() > 3) {
            return Optional.empty();
        }
        String name = rest.size() > 1 ? rest.get(1) : "";
        String subresource = rest.size() > 2 ? rest.get(2) : "";
        return types.find(group, version, rest.get(0))
                .filter(type -> namespace.isEmpty() || type.namespaced())
                .filter(type -> subresource.isEmpty() || has(type, subresource))
                .filter(type -> !namespace.isEmpty() || name.isEmpty() || !type.namespaced())
                .map(type -> new Target(type, namespace, name, subresource));
    }

    private static boolean has(ResourceType type, String subresource) {
        return type.subresources().contains(subresource);
    }
}
