package dev.numaflow.isbsvc.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.rendering.health.HealthEvaluator;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real servers lose while their pods still say that they are ready: each reason that only the servers can tell. */
class LostServersIT {

    private static final Duration LONG = Duration.ofSeconds(90);
    private static final int STORE = 20 << 20;
    private static final int NINE_TENTHS = 18;

    @TempDir
    Path folder;

    private final Map<String, NatsServerConfig> configs = new ConcurrentHashMap<>();

    @Test
    void aPeerOfflineIsADegradationAndAStreamWithoutQuorumALossWhileTheClusterHasALeader() throws Exception {
        try (NatsCluster nats = ServedService.servers(folder, 5, UnaryOperator.identity());
                ServedService service = ServedService.deploy(nats)) {
            stream(nats);
            serve(service);
            List<Integer> copies = copiesThatDoNotLeadTheCluster(service);

            nats.node(copies.get(0)).kill();
            awaitReply(service, EventType.DEGRADED);
            assertThat(service.condition().message()).isEqualTo("PeersOffline: " + ServedService.pod(copies.get(0)));

            nats.node(copies.get(1)).kill();
            await().atMost(LONG).until(() -> {
                assertThat(service.condition().isTrue()).isTrue();
                return service.reconcile().isEmpty()
                        && service.condition().message().contains("Z, StreamsWithoutLeader: s");
            });
            service.clock.pass(HealthEvaluator.GRACE);
            await().atMost(LONG)
                    .until(() ->
                            service.reconcile().isEmpty() && service.condition().isFalse());
            assertThat(service.condition().reason()).isEqualTo("StreamsWithoutLeader");
            assertThat(service.condition().message()).isEqualTo("s");

            copies.subList(0, 2).forEach(copy -> nats.node(copy).restart());
            awaitReply(service, EventType.READY);
        }
    }

    @Test
    void tooFewServersThatStillAnswerMeanPeersOffline() throws Exception {
        try (NatsCluster nats = ServedService.servers(folder, 3, UnaryOperator.identity());
                ServedService service = ServedService.deploy(nats)) {
            serve(service);

            nats.node(0).kill();
            nats.node(1).kill();

            awaitLoss(service, "PeersOffline");
        }
    }

    @Test
    void anElectionIsNoLoss() throws Exception {
        try (NatsCluster nats = ServedService.servers(folder, 3, UnaryOperator.identity());
                ServedService service = ServedService.deploy(nats)) {
            serve(service);
            String leader = reports(service, 3).get(0).leader();

            nats.node(ordinal(leader)).kill();

            await().atMost(LONG).until(() -> {
                service.reconcile();
                assertThat(service.condition().isTrue()).isTrue();
                return service.condition().message().equals("PeersOffline: " + leader);
            });
        }
    }

    @Test
    void serversThatFindEachOtherNoLongerHaveNoLeaderAndAFullDiskIsReportedBefore() throws Exception {
        try (NatsCluster nats = ServedService.servers(folder, 3, this::small);
                ServedService service = ServedService.deploy(nats)) {
            serve(service);
            nats.nodes().forEach(node -> alone(node));
            awaitLoss(service, "NoMetaLeader");

            nats.nodes().forEach(node -> node.begin(configs.get(node.name())));
            awaitReply(service, EventType.READY);

            stream(nats);
            fill(nats);
            awaitReply(service, EventType.DEGRADED);
            assertThat(service.condition().message())
                    .isEqualTo("DiskAlmostFull: isbsvc-n-js-0, isbsvc-n-js-1, isbsvc-n-js-2");
            service.cluster.writes();
            service.reconcile();
            assertThat(service.cluster.writes()).isEmpty();

            nats.nodes().forEach(node -> alone(node));
            awaitLoss(service, "DiskAlmostFull");
        }
    }

    private NatsServerConfig small(NatsServerConfig config) {
        Path store = folder.resolve("n" + ordinal(config.name())).resolve("store");
        NatsServerConfig small = config.with(
                "jetstream { store_dir: \"%s\", max_file_store: %d, max_memory_store: 1MB }".formatted(store, STORE));
        configs.put(small.name(), small);
        return small;
    }

    /** It runs and answers, and knows of none of the others. */
    private void alone(NatsServer node) {
        node.begin(configs.get(node.name()).withRoutes(List.of(node.address())));
    }

    private static void serve(ServedService service) {
        service.allReady();
        awaitReply(service, EventType.READY);
    }

    private static void awaitReply(ServedService service, EventType type) {
        await().atMost(LONG).until(() -> service.reconcile()
                .filter(outcome -> outcome instanceof Outcome.Reply reply && reply.type() == type)
                .isPresent());
        assertThat(service.condition().isTrue()).isTrue();
    }

    /** Time passes for the judgement only when what it sees is what it shall see. */
    private static void awaitLoss(ServedService service, String reason) {
        await().atMost(LONG).until(() -> {
            assertThat(service.condition().isTrue()).isTrue();
            return service.reconcile().isEmpty()
                    && service.condition().message().contains("Z, " + reason + ": ");
        });
        service.clock.pass(HealthEvaluator.GRACE);
        await().atMost(LONG)
                .until(() ->
                        service.reconcile().isEmpty() && service.condition().isFalse());
        assertThat(service.condition().reason()).isEqualTo(reason);
    }

    /** A cluster that has just found its leader lets the first requests wait. */
    private static void stream(NatsCluster nats) throws Exception {
        StreamConfiguration config = StreamConfiguration.builder()
                .name("s")
                .subjects("s.>")
                .storageType(StorageType.File)
                .replicas(3)
                .build();
        try (Connection connection = connect(nats)) {
            await().atMost(LONG)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> connection.jetStreamManagement().addStream(config) != null);
        }
    }

    private static void fill(NatsCluster nats) throws Exception {
        try (Connection connection = connect(nats)) {
            for (int i = 0; i < NINE_TENTHS; i++) {
                connection.jetStream().publish("s.x", new byte[1_000_000]);
            }
        }
    }

    private static Connection connect(NatsCluster nats) throws Exception {
        return Nats.connect(new Options.Builder()
                .servers(nats.urls().toArray(String[]::new))
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .connectionTimeout(Duration.ofSeconds(10))
                .build());
    }

    private static List<Integer> copiesThatDoNotLeadTheCluster(ServedService service) {
        List<NodeReport> nodes = reports(service, 5);
        List<Integer> copies = new ArrayList<>(IntStream.range(0, nodes.size())
                .filter(i -> nodes.get(i).streams().stream()
                        .anyMatch(stream -> stream.name().equals("s")))
                .filter(i -> !nodes.get(i).leader().equals(nodes.get(i).name()))
                .boxed()
                .toList());
        assertThat(copies).hasSizeGreaterThanOrEqualTo(2);
        return copies;
    }

    private static List<NodeReport> reports(ServedService service, int size) {
        List<NodeReport> nodes = new ServerReports(new Monitoring()).of(service.names, size);
        assertThat(nodes).hasSize(size);
        return nodes;
    }

    private static int ordinal(String pod) {
        return Integer.parseInt(pod.substring(pod.lastIndexOf('-') + 1));
    }
}
