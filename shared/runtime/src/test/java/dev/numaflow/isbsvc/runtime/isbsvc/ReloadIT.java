package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.ChangePolicy;
import dev.numaflow.isbsvc.rendering.change.Effect;
import dev.numaflow.isbsvc.rendering.change.FieldRule;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the policy calls a reload is one: servers that run what is rendered take it under load, and no message is lost or stored twice. */
class ReloadIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<Integer> PAYLOADS = List.of(2_000_000, 600_000, 1_048_576);
    private static final int NODES = 3;
    private static final int MESSAGES = 50;

    @TempDir
    private Path folder;

    private final TestCluster cluster = new TestCluster();
    private final Names names = cluster.names("n");

    @AfterEach
    void close() {
        cluster.close();
    }

    /** A new row of this kind needs a test of its own here. */
    @Test
    void onlyTheLargestPayloadIsReloaded() {
        assertThat(ChangePolicy.rules())
                .filteredOn(line -> line.effect() == Effect.RELOAD)
                .extracting(FieldRule::path)
                .containsExactly("spec.jetstream.settings.max_payload");
    }

    /** Numaflow's newer default: a server refuses it, at its start alone, unless it may keep as much for a client. */
    @ParameterizedTest
    @ValueSource(strings = {"oldest", "newest"})
    void serversStartWithALargestPayloadBeyondTheirOwnLimit(String version) throws Exception {
        Path binary = version.equals("oldest") ? NatsServerBinary.obtainOldest() : NatsServerBinary.obtain();
        cluster.apply(cluster.service("n", "{version: latest, settings: 'max_payload: 68157440'}"));
        reconcile();
        try (RenderedCluster servers = RenderedCluster.start(binary, cluster, names, folder, NODES);
                Connection connection = servers.connect()) {
            assertThat(connection.getServerInfo().getMaxPayload()).isEqualTo(68157440);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"oldest", "newest"})
    void serversTakeAnotherLargestPayloadWhileMessagesFlow(String version) throws Exception {
        Path binary = version.equals("oldest") ? NatsServerBinary.obtainOldest() : NatsServerBinary.obtain();
        cluster.apply(cluster.service("n", "{version: latest}"));
        reconcile();
        try (RenderedCluster servers = RenderedCluster.start(binary, cluster, names, folder, NODES);
                Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(MESSAGES);
            for (int payload : PAYLOADS) {
                wish(payload);
                for (int node = 0; node < NODES; node++) {
                    reload(servers, node, payload);
                    flow.awaitMore(MESSAGES);
                }
            }

            List<Integer> written = flow.written();
            assertThat(flow.read(TIMEOUT)).isEqualTo(written);
            assertThat(MessageFlow.stored(connection)).isEqualTo(written.size());
        }
    }

    /** A server that refuses a configuration says so in its log alone: that it was taken shows in the time and in the value. */
    private static void reload(RenderedCluster servers, int node, int payload) throws Exception {
        JsonNode before = servers.varz(node);
        assertThat(before.path("max_payload").asInt()).isNotEqualTo(payload);
        servers.reload(node);
        Awaitility.await().atMost(TIMEOUT).until(() -> {
            JsonNode now = servers.varz(node);
            return now.path("max_payload").asInt() == payload
                    && !now.path("config_load_time").equals(before.path("config_load_time"));
        });
        assertThat(servers.varz(node).path("start"))
                .as("it was not started again")
                .isEqualTo(before.path("start"));
    }

    private void wish(int payload) {
        ObjectNode changed = cluster.live(ObjectKind.ISB_SERVICE, "n").deepCopy();
        changed.withObject("/spec/jetstream").put("settings", "max_payload: " + payload);
        cluster.cluster().replace(changed);
        reconcile();
    }

    private void reconcile() {
        TestBeans beans = cluster.beans();
        beans.services().with(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names)), service -> {
            beans.reconciler().reconcile(service);
            return new Outcome.Done("");
        });
    }
}
