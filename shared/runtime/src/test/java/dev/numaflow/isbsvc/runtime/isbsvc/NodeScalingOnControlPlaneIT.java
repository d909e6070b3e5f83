package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The number of nodes is changed under load, with the real StatefulSet controller and real servers, and with the rights of `update`
 * (invariants 1, 8, 11 and 13).
 */
class NodeScalingOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(8);
    private static final int FEW = 3;
    private static final int MANY = 5;
    private static final int STORED = 200;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private WatchedService service;
    private Names names;
    private RenderedCluster servers;
    private DiskServers pods;
    private StepEvents steps;

    static Stream<Arguments> releases() {
        return Stream.of(
                Arguments.of("oldest supported", NatsServerBinary.obtainOldest()),
                Arguments.of("usual", NatsServerBinary.obtain()));
    }

    private void start(Path binary) throws Exception {
        service = WatchedService.create(
                cluster, "scaling", "{version: latest, replicas: 3, persistence: {volumeSize: 1Gi}}");
        names = service.names();
        steps = new StepEvents(cluster, service, TIMEOUT, 29);
        servers = RenderedCluster.start(binary, cluster, names, folder, FEW, MANY);
        HostNames.ofThisJvm().point(names, servers.addresses());
        pods = new DiskServers(cluster, names, servers, FEW, MANY);
        await().until(() -> pods.areReady(FEW));
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

    @ParameterizedTest(name = "{0}")
    @MethodSource("releases")
    void addsNodesUnderLoadWithoutAGap(String release, Path binary) throws Exception {
        start(binary);
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(300);
            Set<String> told = new LinkedHashSet<>();

            change(MANY);
            assertThat(replicas()).as("only a step starts nodes").isEqualTo(FEW);
            assertThat(steps.evictions()).isZero();
            steps.takeUntil(() -> isFinished(MANY), told);

            assertThat(routes()).isEqualTo(MANY);
            assertThat(pods.history()).contains("started 3 on a new disk", "started 4 on a new disk");
            assertThat(steps.foundByRepair()).isEmpty();
            flow.awaitMore(100);
            List<Integer> written = flow.written();
            flow.assertAllRead(TIMEOUT, written);
            System.out.printf(
                    "%s servers: %d messages, 3 to 5 nodes, longest publish %d ms; %s%n",
                    release, written.size(), flow.longestPublish().toMillis(), told);
        }
    }

    /** What was stored on a node before it went has moved on without it: it comes back on a new disk. */
    @Test
    void addsRemovesAndAddsNodesUnderLoadWithoutLosingAMessageOnTheNewest() throws Exception {
        start(NatsServerBinary.obtainNewest());
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(100);
            Set<String> told = new LinkedHashSet<>();
            change(MANY);
            steps.takeUntil(() -> isFinished(MANY), told);
            told.clear();
            storeOn(connection);

            change(FEW);
            steps.takeUntil(() -> isFinished(FEW), told);

            assertThat(routes()).isEqualTo(FEW);
            assertThat(pods.history()).endsWith("stopped 4", "stopped 3");
            assertThat(pods.claims()).as("they are kept").hasSize(MANY);
            assertThat(steps.foundByRepair()).isEmpty();
            assertStored(connection);

            // When they are counted again is the servers' affair: not before five minutes are over.
            change(MANY);
            List<String> again = List.of("stopped 3", "started 3 on a new disk", "started 4 on a new disk");
            steps.takeUntil(
                    () -> pods.history()
                            .subList(
                                    pods.history().size() - again.size(),
                                    pods.history().size())
                            .equals(again),
                    told);
            flow.awaitMore(100);
            List<Integer> written = flow.written();
            flow.assertAllRead(TIMEOUT, written);
            assertStored(connection);
            System.out.printf(
                    "%d messages, 5 to 3 to 5 nodes, longest publish %d ms; %s%n",
                    written.size(), flow.longestPublish().toMillis(), told);
        }
    }

    /** At whatever step: nodes that go come back, on their disks as long as they are counted, and the other way round. */
    @Test
    void aChangeOfMindInTheMiddleLosesNothing() throws Exception {
        start(NatsServerBinary.obtainNewest());
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(100);
            Set<String> told = new LinkedHashSet<>();
            change(MANY);
            steps.takeUntil(() -> isFinished(MANY), told);
            storeOn(connection);
            change(FEW);
            steps.takeUntil(() -> replicas() == MANY - 1, told);
            change(MANY);
            steps.takeUntil(() -> isFinished(MANY), told);
            assertThat(pods.history().get(pods.history().size() - 1)).startsWith("started 4 on");
            change(FEW);
            steps.takeUntil(() -> isFinished(FEW), told);
            // When they are counted again is the servers' affair: they go again before that.
            change(MANY);
            steps.takeUntil(() -> replicas() == MANY, told);
            change(FEW);
            steps.takeUntil(() -> isFinished(FEW), told);

            flow.awaitMore(100);
            List<Integer> written = flow.written();
            flow.assertAllRead(TIMEOUT, written);
            assertStored(connection);
            System.out.println("changes of mind: " + pods.history() + told);
        }
    }

    /** Streams with one copy and with five, and a bucket. */
    private static void storeOn(Connection connection) throws Exception {
        for (int copies : List.of(1, 1, 1, 5)) {
            String name = "kept-" + copies + "-"
                    + connection.jetStreamManagement().getStreamNames().size();
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name(name)
                            .subjects(name)
                            .replicas(copies)
                            .build());
            for (int message = 0; message < STORED; message++) {
                FirstMessages.publish(
                        connection, name, message, String.valueOf(message).getBytes(StandardCharsets.UTF_8));
            }
        }
        connection
                .keyValueManagement()
                .create(KeyValueConfiguration.builder()
                        .name("bucket")
                        .replicas(3)
                        .build());
        for (int key = 0; key < STORED; key++) {
            FirstMessages.put(connection, "bucket", "key-" + key, "value-" + key);
        }
    }

    private static void assertStored(Connection connection) throws Exception {
        List<String> kept = connection.jetStreamManagement().getStreamNames().stream()
                .filter(name -> name.startsWith("kept-"))
                .toList();
        assertThat(kept).hasSize(4);
        for (String name : kept) {
            assertThat(connection
                            .jetStreamManagement()
                            .getStreamInfo(name)
                            .getConfiguration()
                            .getReplicas())
                    .isLessThanOrEqualTo(FEW);
            for (int message = 0; message < STORED; message++) {
                assertThat(new String(
                                connection
                                        .jetStreamManagement()
                                        .getMessage(name, message + 1)
                                        .getData(),
                                StandardCharsets.UTF_8))
                        .as("%s", name)
                        .isEqualTo(String.valueOf(message));
            }
        }
        for (int key = 0; key < STORED; key++) {
            assertThat(connection.keyValue("bucket").get("key-" + key).getValueAsString())
                    .isEqualTo("value-" + key);
        }
    }

    private void change(int replicas) {
        steps.change(spec -> spec.put("replicas", replicas));
    }

    private boolean isFinished(int nodes) {
        return replicas() == nodes && steps.areDone() && pods.areReady(nodes);
    }

    private int replicas() {
        return Running.replicas(steps.statefulSet());
    }

    private int routes() {
        String conf = service.live(ObjectKind.CONFIG_MAP, names.configMap())
                .orElseThrow()
                .at("/data/nats-js")
                .asText();
        return NatsConf.parse(conf).block("cluster").items("routes").size();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(TIMEOUT);
    }
}
