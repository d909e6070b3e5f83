package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.health.HealthReconciler;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real servers that were started with Numaflow's configuration, after their service was taken over: what is written to their ConfigMap they
 * load, and go on loading.
 */
class AdoptedServersOnControlPlaneIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int NODES = 3;
    private static final int MESSAGES = 200;
    private static final String STREAM = "orders";

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private final TestBeans update = TestBeans.of(cluster.clusterOf("update"));
    private NumaflowsService service;
    private RenderedCluster servers;

    @BeforeEach
    void start() throws Exception {
        service = NumaflowsService.create(cluster, "persistent");
        EncryptedServer.letTheSecondPass();
        servers = RenderedCluster.start(NatsServerBinary.obtain(), cluster, service.names(), folder, NODES);
        HostNames.ofThisJvm().point(service.names(), servers.addresses());
        fill();
        EncryptedServer.letTheSecondPass();
        reconcile();
    }

    @AfterEach
    void close() {
        servers.close();
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @Test
    void theyLoadEachLaterChangeOfTheirConfiguration() throws Exception {
        for (int payload : new int[] {2_097_152, 3_145_728}) {
            change(spec -> spec.put("settings", "max_payload: " + payload));
            reconcile();
            for (int node = 0; node < NODES; node++) {
                servers.reload(node);
                assertRunsWith(node, payload);
            }
        }
        assertThat(messages()).isEqualTo(MESSAGES);
    }

    @Test
    void theirHealthIsEvaluatedAsThatOfOurOwn() {
        for (int node = 0; node < NODES; node++) {
            ControlPlaneService.podIsReady(cluster, service.names(), node);
        }
        Cluster health = cluster.clusterOf("health");
        TestBeans beans = TestBeans.of(health);
        ServiceHealth evaluation = new ServiceHealth(health, new ServerReports(new Monitoring()), Clock.systemUTC());

        new HealthReconciler(beans.services(), evaluation, beans.status())
                .reconcile(new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(service.names())));

        assertThat(service.live().at("/status/phase").asText()).isEqualTo("Running");
        assertThat(service.live().at("/status/message").asText()).isEmpty();
        assertThat(service.live().at("/status/conditions"))
                .allMatch(condition -> condition.path("status").asText().equals("True"))
                .extracting(condition -> condition.path("type").asText() + " "
                        + condition.path("reason").asText())
                .contains("ChildrenResourcesHealthy RolloutFinished");
    }

    /** Why it is left out until they start anew: a server refuses it, and everything that comes with it. */
    @Test
    void theyWouldRefuseWhatOurOwnServersAreStartedWith() throws Exception {
        ObjectRef map = service.ref(ObjectKind.CONFIG_MAP, service.names().configMap());
        write(map, live -> {
            ObjectNode changed = live.deepCopy();
            String text = changed.at("/data/" + Keys.NATS_CONF).asText().replace("1048576", "2097152");
            changed.withObject("/data").put(Keys.NATS_CONF, "allow_non_tls: true\n" + text);
            return changed;
        });

        servers.reload(0);

        await().atMost(LONG).untilAsserted(() -> assertThat(Files.readString(folder.resolve("node-0/server.log")))
                .contains("not supported for AllowNonTLS"));
        assertThat(servers.varz(0).path("max_payload").asInt()).isEqualTo(1_048_576);
        change(spec -> spec.put("settings", "max_payload: 3145728"));
        reconcile();
        servers.reload(0);

        assertRunsWith(0, 3_145_728);
    }

    private void assertRunsWith(int node, int payload) {
        await().atMost(LONG).untilAsserted(() -> assertThat(
                        servers.varz(node).path("max_payload").asInt())
                .isEqualTo(payload));
    }

    private void fill() throws Exception {
        try (Connection connection = servers.connect()) {
            JetStreamManagement streams = connection.jetStreamManagement();
            await().atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> streams.addStream(StreamConfiguration.builder()
                                    .name(STREAM)
                                    .subjects(STREAM)
                                    .replicas(NODES)
                                    .build())
                            != null);
            for (int i = 0; i < MESSAGES; i++) {
                connection.jetStream().publish(STREAM, EncryptedServer.text(i));
            }
        }
    }

    private long messages() throws Exception {
        try (Connection connection = servers.connect()) {
            return connection
                    .jetStreamManagement()
                    .getStreamInfo(STREAM)
                    .getStreamState()
                    .getMsgCount();
        }
    }

    private void change(Consumer<ObjectNode> change) {
        write(ObjectRef.of(service.names()), live -> {
            ObjectNode changed = live.deepCopy();
            change.accept(changed.withObject("/spec/jetstream"));
            return changed;
        });
    }

    private void write(ObjectRef ref, UnaryOperator<JsonNode> change) {
        new ObjectEdit(cluster.cluster()).write(service.live(ref), live -> false, change);
    }

    private void reconcile() {
        update.services().with(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(service.names())), live -> {
            update.reconciler().reconcile(live);
            return new Outcome.Done("");
        });
    }
}
