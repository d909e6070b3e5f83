package dev.numaflow.isbsvc.runtime.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.service.Reconciled.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever people do to the children, in whatever order, they come back, and then nothing is written any more. */
class DriftPropertiesIT {

    private static final Names NAMES = new Names(TestCluster.NAMESPACE, "n");
    private static final int ROUNDS = 12;
    private static final int MOST_AT_ONCE = 6;
    private static final ObjectRef CONFIG_MAP = ref(ObjectKind.CONFIG_MAP, NAMES.configMap());
    private static final ObjectRef HEADLESS = ref(ObjectKind.HEADLESS_SERVICE, NAMES.headlessService());
    private static final ObjectRef BUDGET = ref(ObjectKind.POD_DISRUPTION_BUDGET, NAMES.podDisruptionBudget());
    private static final ObjectRef SET = ref(ObjectKind.STATEFUL_SET, NAMES.statefulSet());
    private static final List<ObjectRef> ALL = List.of(CONFIG_MAP, HEADLESS, BUDGET, SET);

    private final TestCluster cluster = new TestCluster();

    /** One thing that somebody does to a child. */
    private record Mutation(String name, ObjectRef child, Consumer<ObjectNode> edit) {}

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void everyChildComesBackWhateverIsDoneToThem() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        cluster.apply(TestCluster.service("n", "{version: latest, persistence: {volumeSize: 3Gi}}"));
        reconcile();
        Map<String, JsonNode> wanted = contents();

        for (int round = 0; round < ROUNDS; round++) {
            List<String> done = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(MOST_AT_ONCE); i++) {
                done.add(mutate(random));
            }
            reconcile();

            assertThat(contents())
                    .as("seed %d, round %d: %s", seed, round, done)
                    .isEqualTo(wanted);
            assertThat(reconcile().extent())
                    .as("seed %d, round %d: %s", seed, round, done)
                    .isEqualTo(Extent.NOTHING);
        }
    }

    private String mutate(Random random) {
        List<Mutation> mutations = mutations();
        int choice = random.nextInt(mutations.size() + ALL.size());
        if (choice >= mutations.size()) {
            ObjectRef child = ALL.get(choice - mutations.size());
            Optional<JsonNode> live =
                    cluster.cluster().get(child).filter(gone -> canBeKnown(child, MissingNode.getInstance()));
            live.ifPresent(cluster.cluster()::delete);
            return "delete " + child + (live.isPresent() ? "" : " (spared)");
        }
        Mutation mutation = mutations.get(choice);
        Optional<ObjectNode> edited = cluster.cluster()
                .get(mutation.child())
                .map(live -> {
                    ObjectNode copy = live.deepCopy();
                    mutation.edit().accept(copy);
                    return copy;
                })
                .filter(copy -> canBeKnown(mutation.child(), copy));
        edited.ifPresent(copy -> put(mutation.child(), copy));
        return mutation.name() + (edited.isPresent() ? "" : " (spared)");
    }

    /** Whoever removes every trace of whose an object is, or of how data is stored, leaves nothing to go by. */
    private boolean canBeKnown(ObjectRef child, JsonNode changed) {
        JsonNode set = child.equals(SET) ? changed : live(SET);
        JsonNode map = child.equals(CONFIG_MAP) ? changed : live(CONFIG_MAP);
        boolean configured = map.at("/data/nats-js").isTextual();
        boolean marked = set.at("/metadata/annotations")
                .path(Annotations.RENDERED)
                .asText()
                .matches("[0-9a-f]{16}");
        boolean encryptionIsTold = configured || set.at("/metadata/annotations").has(Annotations.ENCRYPTION);
        boolean nodesAreTold = configured || marked || set.at("/spec/replicas").asInt() > 1;
        boolean ownerIsTold = changed.isMissingNode()
                || Trees.controller(changed).isPresent()
                || changed.at("/metadata/labels").has(Labels.SERVICE_NAME)
                || changed.at("/metadata/annotations").has(Annotations.GENERATION);
        return ownerIsTold && (set.isMissingNode() || (encryptionIsTold && nodesAreTold));
    }

    private JsonNode live(ObjectRef child) {
        return cluster.cluster().get(child).orElse(MissingNode.getInstance());
    }

    private static List<Mutation> mutations() {
        List<Mutation> mutations = new ArrayList<>();
        for (ObjectRef child : ALL) {
            mutations.add(new Mutation("labels of " + child, child, live -> live.withObject("/metadata")
                    .remove("labels")));
            mutations.add(new Mutation("annotations of " + child, child, live -> live.withObject("/metadata")
                    .remove("annotations")));
            mutations.add(new Mutation("digest of " + child, child, live -> live.withObject("/metadata/annotations")
                    .put(Annotations.RENDERED, "edited")));
        }
        mutations.add(new Mutation("emptied data", CONFIG_MAP, live -> live.remove("data")));
        mutations.add(new Mutation(
                "a data key", CONFIG_MAP, live -> live.withObject("/data").put("more", "1")));
        mutations.add(new Mutation(
                "owner", CONFIG_MAP, live -> live.withObject("/metadata").remove("ownerReferences")));
        mutations.add(new Mutation("a selector key", HEADLESS, live -> live.withObject("/spec/selector")
                .put("more", "1")));
        mutations.add(new Mutation("a label of the selector", HEADLESS, live -> live.withObject("/spec/selector")
                .put(Labels.SERVICE_NAME, "x")));
        mutations.add(
                new Mutation("budget", BUDGET, live -> live.withObject("/spec").put("maxUnavailable", 2)));
        mutations.add(
                new Mutation("replicas", SET, live -> live.withObject("/spec").put("replicas", 1)));
        mutations.add(
                new Mutation("a variable", SET, live -> ((ArrayNode) live.at("/spec/template/spec/containers/0/env"))
                        .addObject()
                        .put("name", "MORE")
                        .put("value", "1")));
        mutations.add(new Mutation("an init container", SET, live -> live.withObject("/spec/template/spec")
                .putArray("initContainers")
                .addObject()
                .put("name", "more")
                .put("image", "more")));
        mutations.add(new Mutation("an image", SET, live -> ((ObjectNode) live.at("/spec/template/spec/containers/1"))
                .put("image", "other")));
        mutations.add(new Mutation(
                "a field", SET, live -> live.withObject("/spec/template/spec").put("hostNetwork", true)));
        return mutations;
    }

    /** As a person does it with kubectl: under a name of their own. */
    private void put(ObjectRef child, ObjectNode edited) {
        String group = child.kind().apiVersion().contains("/") ? "/apis/" : "/api/";
        cluster.client()
                .raw(
                        group + child.kind().apiVersion() + "/namespaces/" + child.namespace() + "/"
                                + child.kind().plural() + "/" + child.name() + "?fieldManager=kubectl-edit",
                        "PUT",
                        edited.toString());
    }

    private Map<String, JsonNode> contents() {
        Map<String, JsonNode> contents = new TreeMap<>();
        for (ObjectRef child : ALL) {
            cluster.cluster().get(child).ifPresent(live -> {
                contents.put(child.toString(), live.has("data") ? live.path("data") : live.path("spec"));
                contents.put(child + " labels", live.at("/metadata/labels"));
                contents.put(child + " annotations", live.at("/metadata/annotations"));
                contents.put(child + " owners", live.at("/metadata/ownerReferences"));
            });
        }
        return contents;
    }

    private static ObjectRef ref(ObjectKind kind, String name) {
        return new ObjectRef(kind, TestCluster.NAMESPACE, name);
    }

    private Reconciled reconcile() {
        TestCluster.Beans beans = cluster.beans();
        List<Reconciled> reconciled = new ArrayList<>();
        beans.services().with(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(NAMES)), service -> {
            reconciled.add(beans.reconciler().reconcile(service));
            return new Outcome.Done("");
        });
        return reconciled.get(0);
    }
}
