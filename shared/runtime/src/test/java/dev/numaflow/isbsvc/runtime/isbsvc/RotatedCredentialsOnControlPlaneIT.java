package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.repair.FoundByRepair;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.SecretSearch;
import io.nats.client.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Credentials are rotated with three real servers, under load and with the rights of `update`: nobody who holds the ones of before is
 * refused before he is gone (invariants 7, 8 and 12).
 */
class RotatedCredentialsOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int NODES = 3;
    private static final int MESSAGES = 20;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private WatchedService service;
    private Names names;

    @AfterEach
    void close() {
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({"oldest, true", "newest, false"})
    void clientsOfBeforeAreServedUntilTheyAreGone(String version, boolean tls) throws Exception {
        service = WatchedService.create(
                cluster, "rotated-" + version, "{version: latest, replicas: 3, tls: " + tls + "}");
        names = service.names();
        Path binary = version.equals("oldest") ? NatsServerBinary.obtainOldest() : NatsServerBinary.obtainNewest();
        JsonNode held = data(names.clientSecret());
        JsonNode certificate = data(names.serverSecret()).path(Keys.CERT);
        try (RenderedCluster servers = RenderedCluster.start(binary, cluster, names, folder, NODES)) {
            HostNames.ofThisJvm().point(names, servers.addresses());
            Connection before = servers.connect();
            MessageFlow flow = MessageFlow.start(before);
            flow.awaitMore(MESSAGES);

            service.annotate(Annotations.ROTATE_CREDENTIALS, "1");
            assertThat(update()).isEmpty();
            assertThat(data(names.clientSecret())).isEqualTo(held);

            load(servers, 0);
            load(servers, 1);
            assertThat(update()).hasValueSatisfying(why -> assertThat(why)
                    .contains("step 2 of 3: node isbsvc-n-js-2 has not loaded the new credentials yet"));
            assertThat(data(names.clientSecret()))
                    .as("one server would refuse the new ones")
                    .isEqualTo(held);

            load(servers, 2);
            assertThat(update()).isEmpty();
            assertThat(data(names.clientSecret()).path(Keys.CLIENT_USER)).isNotEqualTo(held.path(Keys.CLIENT_USER));
            try (Connection another = servers.connect()) {
                assertThat(MessageFlow.stored(another)).isPositive();
            }
            flow.awaitMore(MESSAGES);
            assertThat(update())
                    .as("people have to do something, which no event is kept for")
                    .isEmpty();
            assertThat(service.message())
                    .contains("step 3 of 3: clients are connected with the credentials of before (1 on isbsvc-n-js-")
                    .contains("restart the pods of the Pipelines that use the service");

            List<Integer> written = flow.written();
            assertThat(flow.read(TIMEOUT).stream().sorted().toList()).isEqualTo(written);
            before.close();
            Awaitility.await().atMost(TIMEOUT).until(() -> update().isEmpty() && !isRotating());
            for (int node = 0; node < NODES; node++) {
                load(servers, node);
            }
            assertRotated(servers, held, certificate, tls);
        }
    }

    private void assertRotated(RenderedCluster servers, JsonNode held, JsonNode certificate, boolean tls)
            throws Exception {
        Credentials before =
                new Credentials(TestCluster.text(held, Keys.CLIENT_USER), TestCluster.text(held, Keys.CLIENT_PASSWORD));
        NatsAccess access = new NatsAccess(cluster.cluster());
        for (int node = 0; node < NODES; node++) {
            assertThat(access.accepts(names, node, before, tls))
                    .as("node %d", node)
                    .isFalse();
        }
        try (Connection after = servers.connect()) {
            assertThat(MessageFlow.stored(after)).isPositive();
        }
        JsonNode server = data(names.serverSecret());
        assertThat(server.path(Keys.CERT)).isEqualTo(certificate);
        assertThat(server.has(Keys.USER_BEFORE)).isFalse();
        assertThat(update()).as("the same request again").isEmpty();
        assertThat(data(names.serverSecret())).isEqualTo(server);
        assertThat(service.message()).doesNotContain("Secret");
        assertThat(FoundByRepair.in(cluster, names.namespace()))
                .noneMatch(found -> found.contains("ecret") || found.contains("steps"));
        SecretSearch secrets = new SecretSearch().add(cluster.client());
        assertThat(secrets.inObjects(cluster.client())).noneMatch(found -> found.contains(names.namespace() + "/"));
    }

    private boolean isRotating() {
        return service.live()
                .orElseThrow()
                .at("/status/conditions")
                .findValuesAsText("type")
                .contains("CredentialsRotating");
    }

    /** What it waits for that no event reports. */
    private Optional<String> update() {
        TestBeans beans = TestBeans.of(cluster.clusterOf("update"));
        ObjectRef secret = new ObjectRef(ObjectKind.SECRET, names.namespace(), names.serverSecret());
        Pointer event = new Pointer(EventType.REF_UPDATE, secret, Optional.of(Instant.now()));
        try {
            beans.services()
                    .evenUnconfigured(event, live -> beans.stepped().reconcile(live, new EventBatch(List.of(event))));
            return Optional.empty();
        } catch (NatsUnavailable waits) {
            return Optional.of(waits.getMessage());
        }
    }

    private JsonNode data(String secret) {
        return service.secret(secret).path("data");
    }

    private static void load(RenderedCluster servers, int node) throws IOException {
        JsonNode before = servers.varz(node).path("config_load_time");
        servers.reloadSecret(node);
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> !servers.varz(node).path("config_load_time").equals(before));
    }
}
