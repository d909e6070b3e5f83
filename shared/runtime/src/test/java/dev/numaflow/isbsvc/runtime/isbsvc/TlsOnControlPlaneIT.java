package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * TLS is switched on and off under load, by the real controller of StatefulSets, with real servers, and with the rights of `update`, every
 * other process of which dies: no client is refused that does as the status tells (invariants 1, 7, 8, 9 and 13).
 */
class TlsOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(4);
    private static final int NODES = 3;
    private static final int MOST_REQUESTS = 31;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private WatchedService service;
    private Names names;
    private RenderedCluster servers;
    private StepEvents steps;
    private int killed;

    static Stream<Arguments> releases() {
        return Stream.of(
                Arguments.of("oldest supported", NatsServerBinary.obtainOldest()),
                Arguments.of("newest", NatsServerBinary.obtainNewest()));
    }

    private void start(String spec, Path binary) throws IOException {
        start(NODES, spec, binary);
    }

    private void start(int nodes, String spec, Path binary) throws IOException {
        service = WatchedService.create(cluster, "tls", "{version: latest, replicas: " + nodes + spec + "}");
        names = service.names();
        steps = new StepEvents(cluster, service, TIMEOUT, MOST_REQUESTS);
        servers = RenderedCluster.start(binary, cluster, names, folder, nodes);
        HostNames.ofThisJvm().point(names, servers.addresses());
    }

    @AfterEach
    void close() {
        if (servers != null) {
            servers.close();
        }
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("releases")
    void clientsFollowTheStatusAndLoseNothing(String release, Path binary) throws Exception {
        start(", persistence: {volumeSize: 1Gi}", binary);
        try (DiskServers pods = new DiskServers(cluster, names, servers, NODES, NODES)) {
            steps.takeUntil(() -> pods.areReady(NODES), new LinkedHashSet<>());
            Connection plain = servers.connect(false);
            MessageFlow flow = MessageFlow.start(plain);
            flow.awaitMore(100);
            Set<String> told = new LinkedHashSet<>();

            steps.change(spec -> spec.put("tls", true));
            steps.takeUntil(
                    () -> service.message().contains("step 4 of 5: clients are connected without TLS (1 on isbsvc-"),
                    told);
            assertThat(tellsTls()).isTrue();
            assertAccepted(false);
            Connection encrypted = servers.connect();
            flow.restart(plain, encrypted);
            steps.takeUntil(() -> isDone() && pods.areReady(NODES), told);
            assertTls(true);
            flow.awaitMore(50);

            steps.change(spec -> spec.put("tls", false));
            steps.takeUntil(
                    () -> service.message().contains("step 2 of 5: clients are connected with TLS (1 on isbsvc-"),
                    told);
            assertThat(tellsTls()).isFalse();
            assertAccepted(true);
            flow.restart(encrypted, servers.connect());
            steps.takeUntil(() -> isDone() && pods.areReady(NODES), told);
            assertTls(false);
            flow.awaitMore(50);

            assertThat(steps.foundByRepair()).isEmpty();
            List<Integer> written = flow.written();
            flow.assertAllRead(TIMEOUT, written);
            System.out.printf(
                    "%s servers: %d messages, TLS on and off, longest publish %d ms; %s%n",
                    release, written.size(), flow.longestPublish().toMillis(), told);
        }
    }

    /** Whatever it is doing, the next server is killed with each new step. */
    @Test
    void aChangeOfMindGoesBackFromWhereverItIsThoughServersAreKilled() throws Exception {
        start(", persistence: {volumeSize: 1Gi}", NatsServerBinary.obtain());
        try (DiskServers pods = new DiskServers(cluster, names, servers, NODES, NODES);
                Connection plain = servers.connect(false)) {
            steps.takeUntil(() -> pods.areReady(NODES), new LinkedHashSet<>());
            MessageFlow flow = MessageFlow.start(plain);
            steps.change(spec -> spec.put("tls", true));
            Set<String> told = new LinkedHashSet<>();
            steps.takeUntil(
                    () -> killAtEachStep(pods, told) && service.message().contains("step 2 of 5: the servers load TLS"),
                    told);
            steps.change(spec -> spec.put("tls", false));
            steps.takeUntil(() -> killAtEachStep(pods, told) && isDone() && pods.areReady(NODES), told);
            // The one that was killed last may still be on its way back.
            await().ignoreExceptions().untilAsserted(() -> assertTls(false));
            assertThat(pods.history()).contains("killed 0", "killed 1", "killed 2");
            flow.awaitMore(50);
            flow.assertAllRead(TIMEOUT, flow.written());
        }
    }

    /** It has no routes, and says itself that nobody is connected. */
    @Test
    void oneNodeIsSwitchedLikeMany() throws Exception {
        start(1, ", persistence: {volumeSize: 1Gi}", NatsServerBinary.obtain());
        try (DiskServers pods = new DiskServers(cluster, names, servers, 1, 1)) {
            steps.takeUntil(() -> pods.areReady(1), new LinkedHashSet<>());
            steps.change(spec -> spec.put("tls", true));
            steps.takeUntil(() -> isDone() && pods.areReady(1), new LinkedHashSet<>());

            assertThat(tellsTls()).isTrue();
            assertThat(servers.varz(0).path("tls_required").asBoolean()).isTrue();
        }
    }

    /** Nobody's pods are replaced for it while messages may be lost with them. */
    @Test
    void nothingIsBegunWherePodsMayNotBeReplaced() throws Exception {
        start(1, "", NatsServerBinary.obtain());
        try (PodServers pods = new PodServers(cluster, names, servers);
                Connection plain = servers.connect(false)) {
            steps.takeUntil(pods::areReady, new LinkedHashSet<>());
            keepOne(plain, 1);
            String before = steps.statefulSet().path("spec").toString();

            steps.change(spec -> spec.put("tls", true));
            steps.takeUntil(
                    () -> service.message().contains("the pods are not to be replaced: "), new LinkedHashSet<>());

            assertThat(steps.statefulSet().path("spec").toString()).isEqualTo(before);
            steps.change(spec -> spec.put("tls", false));
            steps.takeUntil(this::isDone, new LinkedHashSet<>());
            assertThat(steps.statefulSet().path("spec").toString()).isEqualTo(before);
            assertThat(pods.replaced()).isEmpty();
        }
    }

    /** Their disks go with them. */
    @Test
    void nodesWithoutPersistenceRestartInSteps() throws Exception {
        start("", NatsServerBinary.obtain());
        try (PodServers pods = new PodServers(cluster, names, servers);
                Connection plain = servers.connect(false)) {
            steps.takeUntil(pods::areReady, new LinkedHashSet<>());
            keepOne(plain, NODES);

            steps.change(spec -> spec.put("tls", true));
            steps.takeUntil(
                    () -> pods.replaced().size() == NODES && pods.areReady() && steps.areDone(), new LinkedHashSet<>());

            assertThat(pods.replaced()).containsExactly(names.pod(2), names.pod(1), names.pod(0));
            assertThat(plain.jetStreamManagement().getMessage("kept", 1).getData())
                    .containsExactly(1);
        }
    }

    private static void keepOne(Connection connection, int copies) throws Exception {
        connection
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("kept")
                        .subjects("kept")
                        .replicas(copies)
                        .build());
        FirstMessages.publish(connection, "kept", 1, new byte[] {1});
    }

    /** @return true */
    private boolean killAtEachStep(DiskServers pods, Set<String> told) {
        if (told.size() > killed && service.message().contains("TLS is switched")) {
            pods.kill(killed++ % NODES);
        }
        return true;
    }

    private boolean isDone() {
        return !service.live()
                        .orElseThrow()
                        .at("/status/conditions")
                        .findValuesAsText("type")
                        .contains("TlsSwitching")
                && steps.areDone();
    }

    private boolean tellsTls() {
        return service.live()
                .orElseThrow()
                .at("/status/config/jetstream/tlsEnabled")
                .asBoolean();
    }

    private void assertTls(boolean on) throws IOException {
        assertThat(tellsTls()).isEqualTo(on);
        for (int node = 0; node < NODES; node++) {
            assertThat(servers.varz(node).path("tls_required").asBoolean())
                    .as("node %d", node)
                    .isEqualTo(on);
            assertThat(servers.varz(node).at("/cluster/tls_required").asBoolean())
                    .as("node %d", node)
                    .isEqualTo(on);
        }
    }

    private void assertAccepted(boolean tls) throws Exception {
        try (Connection other = servers.connect(tls)) {
            assertThat(MessageFlow.stored(other)).isPositive();
        }
    }
}
