package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One thing that somebody does to a child. */
record Mutation(String name, ObjectRef child, Consumer<ObjectNode> edit) {

    /** The children of a service that anybody may make anew: a lost Secret is another story. */
    record Children(ObjectRef configMap, ObjectRef headless, ObjectRef budget, ObjectRef set) {

        static Children of(Names names) {
            return new Children(
                    ref(names, ObjectKind.CONFIG_MAP, names.configMap()),
                    ref(names, ObjectKind.SERVICE, names.headlessService()),
                    ref(names, ObjectKind.POD_DISRUPTION_BUDGET, names.podDisruptionBudget()),
                    ref(names, ObjectKind.STATEFUL_SET, names.statefulSet()));
        }

        List<ObjectRef> all() {
            return List.of(configMap, headless, budget, set);
        }

        private static ObjectRef ref(Names names, ObjectKind kind, String name) {
            return new ObjectRef(kind, names.namespace(), name);
        }
    }

    static List<Mutation> all(Children children) {
        List<Mutation> mutations = new ArrayList<>();
        for (ObjectRef child : children.all()) {
            mutations.add(new Mutation("labels of " + child, child, live -> live.withObject("/metadata")
                    .remove("labels")));
            mutations.add(new Mutation("annotations of " + child, child, live -> live.withObject("/metadata")
                    .remove("annotations")));
            mutations.add(new Mutation("digest of " + child, child, live -> live.withObject("/metadata/annotations")
                    .put(Annotations.RENDERED, "edited")));
        }
        mutations.add(new Mutation("emptied data", children.configMap(), live -> live.remove("data")));
        mutations.add(new Mutation("a data key", children.configMap(), live -> live.withObject("/data")
                .put("more", "1")));
        mutations.add(new Mutation("owner", children.configMap(), live -> live.withObject("/metadata")
                .remove("ownerReferences")));
        mutations.add(new Mutation("a selector key", children.headless(), live -> live.withObject("/spec/selector")
                .put("more", "1")));
        mutations.add(
                new Mutation("a label of the selector", children.headless(), live -> live.withObject("/spec/selector")
                        .put(Labels.SERVICE_NAME, "x")));
        mutations.add(new Mutation(
                "budget", children.budget(), live -> live.withObject("/spec").put("maxUnavailable", 2)));
        mutations.add(new Mutation(
                "replicas", children.set(), live -> live.withObject("/spec").put("replicas", 1)));
        mutations.add(new Mutation("a variable", children.set(), Mutation::addVariable));
        mutations.add(new Mutation("an init container", children.set(), live -> live.withObject("/spec/template/spec")
                .putArray("initContainers")
                .addObject()
                .put("name", "more")
                .put("image", "more")));
        mutations.add(new Mutation(
                "an image", children.set(), live -> ((ObjectNode) live.at("/spec/template/spec/containers/1"))
                        .put("image", "other")));
        mutations.add(new Mutation("a field", children.set(), live -> live.withObject("/spec/template/spec")
                .put("hostNetwork", true)));
        return mutations;
    }

    /** One more each time: two of one name are refused. */
    private static void addVariable(ObjectNode set) {
        ArrayNode variables = (ArrayNode) set.at("/spec/template/spec/containers/0/env");
        variables.addObject().put("name", "MORE_" + variables.size()).put("value", "1");
    }
}
