package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled.Extent;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever people do to the children, in whatever order, they come back, and then nothing is written any more. */
class DriftPropertiesIT {

    private static final int SEEDS = Long.getLong("seed") == null ? 3 : 1;
    private static final int MOST_AT_ONCE = 6;
    private static final int ROUNDS = 12;

    private final TestCluster cluster = new TestCluster();
    private Names names;
    private Mutation.Children children;

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void everyChildComesBackWhateverIsDoneToThem() {
        for (int i = 0; i < SEEDS; i++) {
            names = cluster.names("n" + i);
            children = Mutation.Children.of(names);
            everyChildComesBack(Long.getLong("seed", System.nanoTime()));
        }
    }

    private void everyChildComesBack(long seed) {
        Random random = new Random(seed);
        cluster.apply(cluster.service(names.isbsvcName(), "{version: latest, persistence: {volumeSize: 3Gi}}"));
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
        // Images whose digest is lost look like a change for all services: the next one would wait for this one's pods.
        cluster.cluster().delete(cluster.live(ObjectKind.ISB_SERVICE, names.isbsvcName()));
    }

    private String mutate(Random random) {
        List<Mutation> mutations = Mutation.all(children);
        int choice = random.nextInt(mutations.size() + children.all().size());
        if (choice >= mutations.size()) {
            ObjectRef child = children.all().get(choice - mutations.size());
            Optional<JsonNode> live =
                    cluster.cluster().get(child).filter(gone -> canBeKnown(child, MissingNode.getInstance()));
            live.ifPresent(cluster.cluster()::delete);
            return "delete " + child + (live.isPresent() ? "" : " (spared)");
        }
        Mutation mutation = mutations.get(choice);
        return mutation.name() + (edit(mutation) ? "" : " (spared)");
    }

    /** As a person does it with kubectl: once more when a controller was faster. */
    private boolean edit(Mutation mutation) {
        for (int attempt = 0; attempt < ConflictException.MAX_ATTEMPTS; attempt++) {
            Optional<ObjectNode> edited = cluster.cluster()
                    .get(mutation.child())
                    .map(live -> {
                        ObjectNode copy = live.deepCopy();
                        mutation.edit().accept(copy);
                        return copy;
                    })
                    .filter(copy -> canBeKnown(mutation.child(), copy));
            if (edited.isEmpty() || put(mutation.child(), edited.get())) {
                return edited.isPresent();
            }
        }
        throw new ConflictException(mutation.child());
    }

    /** Whoever removes every trace of whose an object is, or of how data is stored, leaves nothing to go by. */
    private boolean canBeKnown(ObjectRef child, JsonNode changed) {
        JsonNode set = child.equals(children.set()) ? changed : live(children.set());
        JsonNode map = child.equals(children.configMap()) ? changed : live(children.configMap());
        boolean configured = map.at("/data/nats-js").isTextual();
        boolean marked = set.at("/metadata/annotations")
                .path(Annotations.RENDERED)
                .asText()
                .matches("[0-9a-f]{16}");
        boolean encryptionIsReported =
                configured || set.at("/metadata/annotations").has(Annotations.ENCRYPTION);
        boolean nodesAreReported =
                configured || marked || set.at("/spec/replicas").asInt() > 1;
        boolean ownerIsReported = changed.isMissingNode()
                || ObjectMetas.controller(changed).isPresent()
                || changed.at("/metadata/labels").has(Labels.SERVICE_NAME)
                || changed.at("/metadata/annotations").has(Annotations.GENERATION);
        return ownerIsReported && (set.isMissingNode() || (encryptionIsReported && nodesAreReported));
    }

    private JsonNode live(ObjectRef child) {
        return cluster.cluster().get(child).orElse(MissingNode.getInstance());
    }

    /** Under a name of their own; false when somebody was faster. */
    private boolean put(ObjectRef child, ObjectNode edited) {
        try {
            cluster.client().raw(child.path() + "?fieldManager=kubectl-edit", "PUT", edited.toString());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    private Map<String, JsonNode> contents() {
        Map<String, JsonNode> contents = new TreeMap<>();
        for (ObjectRef child : children.all()) {
            cluster.cluster().get(child).ifPresent(live -> {
                contents.put(child.toString(), live.has("data") ? live.path("data") : live.path("spec"));
                contents.put(child + " labels", live.at("/metadata/labels"));
                contents.put(child + " annotations", TestCluster.annotationsOf(live));
                contents.put(child + " owners", live.at("/metadata/ownerReferences"));
            });
        }
        return contents;
    }

    private Reconciled reconcile() {
        TestBeans beans = cluster.beans();
        List<Reconciled> reconciled = new ArrayList<>();
        beans.services().with(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names)), service -> {
            reconciled.add(beans.reconciler().reconcile(service));
            return new Outcome.Done("");
        });
        return reconciled.get(0);
    }
}
