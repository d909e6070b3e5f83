package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A webhook, as one that rewrites registries, changes the pod template with each write of the StatefulSet. Its service has three nodes
 * without persistence and streams with three copies, so any change that somebody asks for is taken in steps (invariant 5).
 */
class NodesBehindAWebhookOnControlPlaneIT {

    private static final int NODES = 3;
    private static final int EVENTS = 12;
    private static final String IMAGE = "/spec/template/spec/containers/0";
    private static final String MIRROR = "mirror.example/";

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private final List<JsonNode> writes = new ArrayList<>();
    private final TestBeans update = TestBeans.of(new Cluster(cluster.clientOf("update")) {
        @Override
        public WriteResult create(JsonNode object) {
            return super.create(onItsWay(object));
        }

        @Override
        public WriteResult replace(JsonNode object) {
            return super.replace(onItsWay(object));
        }

        @Override
        public WriteResult tryReplace(JsonNode object) {
            return super.tryReplace(rewritten(object));
        }
    });
    private Names names;
    private RenderedCluster servers;
    private PodServers pods;

    @BeforeEach
    void start() throws Exception {
        names = new Names(cluster.newNamespace("webhook"), "n");
        cluster.apply(TestCluster.service(names, "{version: latest, replicas: 3}"));
        wake();
        servers = RenderedCluster.start(NatsServerBinary.obtain(), cluster, names, folder, NODES);
        HostNames.ofThisJvm().point(names, servers.addresses());
        pods = new PodServers(cluster, names, servers);
        await().atMost(Duration.ofMinutes(2)).until(pods::areReady);
    }

    @AfterEach
    void close() {
        if (pods != null) {
            pods.close();
        }
        if (servers != null) {
            servers.close();
        }
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @Test
    void aServiceAtRestIsNotTakenThroughSteps() throws Exception {
        try (Connection connection = servers.connect()) {
            MessageFlow.start(connection).awaitMore(50);
            wake();
            writes.clear();

            for (int event = 0; event < EVENTS; event++) {
                wake();
                assertThat(partition()).isZero();
                assertThat(evictions()).isEqualTo(1);
            }

            assertThat(writes).isEmpty();
            assertThat(pods.replaced()).isEmpty();
            assertThat(live(ObjectRef.of(names)).at("/status/message").asText())
                    .contains("StatefulSet isbsvc-n-js: spec.template.spec.containers[0].image stays")
                    .contains("admission webhook");
        }
    }

    /** As of one that existed before the webhook: it is written twice, goes through the gates once without losing a node, and rests. */
    @Test
    void whatIsNotNotedYetIsWrittenTwiceAndNoMore() throws Exception {
        ObjectNode unnoted = live(ObjectRef.ofStatefulSet(names)).deepCopy();
        unnoted.withObject("/metadata/annotations").remove(Annotations.NOT_KEPT);
        cluster.cluster().replace(unnoted);
        try (Connection connection = servers.connect()) {
            MessageFlow.start(connection).awaitMore(50);
            long before = generation();

            wake();
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                wake();
                return partition() == 0 && evictions() == 1;
            });
            assertThat(generation()).as("raised once, and lowered in steps").isEqualTo(before + 1 + NODES);
            writes.clear();
            for (int event = 0; event < EVENTS; event++) {
                wake();
            }

            assertThat(writes).isEmpty();
            assertThat(partition()).isZero();
            assertThat(evictions()).isEqualTo(1);
            assertThat(pods.replaced()).isEmpty();
        }
    }

    private JsonNode onItsWay(JsonNode object) {
        if (isStatefulSet(object)) {
            writes.add(object);
        }
        return rewritten(object);
    }

    private static JsonNode rewritten(JsonNode object) {
        if (!isStatefulSet(object) || object.at(IMAGE).path("image").asText().startsWith(MIRROR)) {
            return object;
        }
        ObjectNode changed = object.deepCopy();
        ((ObjectNode) changed.at(IMAGE))
                .put("image", MIRROR + object.at(IMAGE).path("image").asText());
        return changed;
    }

    private static boolean isStatefulSet(JsonNode object) {
        return ObjectRef.of(object).kind() == ObjectKind.STATEFUL_SET;
    }

    private void wake() {
        update.services().with(new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(names)), service -> {
            update.steps().reconcile(service, update.reconciler().reconcile(service));
            return new Outcome.Done("");
        });
    }

    private int partition() {
        return live(ObjectRef.ofStatefulSet(names))
                .at("/spec/updateStrategy/rollingUpdate/partition")
                .asInt();
    }

    private long generation() {
        return live(ObjectRef.ofStatefulSet(names)).at("/metadata/generation").asLong();
    }

    private int evictions() {
        return live(new ObjectRef(ObjectKind.POD_DISRUPTION_BUDGET, names.namespace(), names.podDisruptionBudget()))
                .at("/spec/maxUnavailable")
                .asInt();
    }

    private JsonNode live(ObjectRef ref) {
        return cluster.cluster().get(ref).orElseThrow();
    }
}
