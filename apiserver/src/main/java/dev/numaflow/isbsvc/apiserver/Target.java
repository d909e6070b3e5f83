package dev.numaflow.isbsvc.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** What a request is about: a collection, an object (with a name), or a part of one. Namespace, name and subresource may be empty. */
record Target(ResourceType type, String namespace, String name, String subresource) {

    /** The target of a path below /api/v1 or /apis/GROUP/VERSION; none for other paths. */
    static Optional<Target> of(List<String> path, Types types) {
        boolean core = path.size() > 2 && path.get(0).equals("api");
        boolean grouped = path.size() > 3 && path.get(0).equals("apis");
        if (!core && !grouped) {
            return Optional.empty();
        }
        String group = core ? "" : path.get(1);
        String version = path.get(core ? 1 : 2);
        List<String> rest = path.subList(core ? 2 : 3, path.size());
        boolean inNamespace = rest.size() > 2 && rest.get(0).equals("namespaces");
        Optional<Target> found = inNamespace
                ? target(types, group, version, rest.get(1), rest.subList(2, rest.size()))
                : Optional.empty();
        return found.isPresent() ? found : target(types, group, version, "", rest);
    }

    private static Optional<Target> target(
            Types types, String group, String version, String namespace, List<String> rest) {
        String name = rest.size() > 1 ? rest.get(1) : "";
        String subresource = rest.size() > 2 ? rest.get(2) : "";
        return types.find(group, version, rest.get(0))
                .filter(type -> rest.size() <= 3)
                .filter(type -> namespace.isEmpty() ? name.isEmpty() || !type.namespaced() : type.namespaced())
                .filter(type -> subresource.isEmpty() || type.serves(subresource))
                .map(type -> new Target(type, namespace, name, subresource));
    }

    Store.Key key() {
        return new Store.Key(namespace, name);
    }

    boolean status() {
        return subresource.equals("status");
    }

    /** Whether an object is in the target's namespace, where it has one, and of its name, where it has one. */
    boolean covers(ObjectNode object) {
        return (namespace.isEmpty() || namespace.equals(Meta.namespace(object)))
                && (name.isEmpty() || name.equals(Meta.name(object)));
    }
}
