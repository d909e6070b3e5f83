package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.servers.StreamFiles;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * After an unclean stop streams may have lost their end while their consumers have not: nothing that is stored then would ever be
 * delivered, and servers call themselves healthy. On the real API server, each function with the rights of its role.
 */
class ConsumersAheadOnControlPlaneIT {

    private static final int BEFORE = 40;
    private static final int LOST = 40;
    private static final int NEW = 20;
    private static final String WHY = ": a consumer of its buffers is ahead of its stream";
    private static final Duration REPORTED_WITHIN = Duration.ofSeconds(20);

    /** The longest first. What was acknowledged as message 50 is lost, and its number is that of a new message, which nobody has read. */
    private static final List<Loss> LOSSES = List.of(
            new Loss(3, "usual", BEFORE + LOST, 0),
            new Loss(3, "newest", 50, 0),
            new Loss(3, "oldest", 50, 0),
            new Loss(1, "oldest", 30, 30),
            new Loss(1, "usual", 30, 30));

    private static final Map<Loss, Future<Void>> RUNS = new HashMap<>();
    private static final ExecutorService TWO_AT_ONCE = Executors.newFixedThreadPool(2);

    @TempDir
    static Path folder;

    private static TestCluster cluster;

    /** @param first what is delivered first afterwards: the first message that is not acknowledged, or where that is unknown, of all */
    private record Loss(int nodes, String version, int acknowledged, int first) {}

    /** Most of the time each waits for elections, so they run side by side. */
    @BeforeAll
    static void start() {
        cluster = new TestCluster();
        LOSSES.forEach(loss -> RUNS.put(loss, TWO_AT_ONCE.submit(() -> loseAndDeliver(loss))));
    }

    @AfterAll
    static void close() throws InterruptedException {
        TWO_AT_ONCE.shutdownNow();
        assertThat(TWO_AT_ONCE.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        cluster.close();
    }

    @ParameterizedTest
    @FieldSource("LOSSES")
    void whatIsStoredAfterwardsIsDeliveredAndNothingIsLeftOut(Loss loss) throws Exception {
        RUNS.get(loss).get();
    }

    /** Its stream refuses every other start than the first message. */
    @Test
    void ofAWorkqueueTheConsumerIsMadeAgainFromTheFirstMessage() throws Exception {
        loseAndDeliver(new Loss(1, "usual", 0, 0), "workqueue");
    }

    private static Void loseAndDeliver(Loss loss) throws Exception {
        return loseAndDeliver(loss, "limits");
    }

    private static Void loseAndDeliver(Loss loss, String retention) throws Exception {
        String name = retention + loss.nodes() + loss.version();
        try (AheadService service =
                AheadService.on(cluster, folder.resolve(name), name, loss.nodes(), binary(loss.version()), retention)) {
            service.deploy();
            setBack(service, loss.acknowledged());
            try (Connection nats = service.connect()) {
                service.publish(nats, "new", NEW);
                assertThat(service.ahead(nats)).isPositive();

                assertIsReported(service);
                service.provision();

                assertThat(service.read(nats, BEFORE - loss.first() + NEW, 1000))
                        .containsExactlyElementsOf(Stream.concat(
                                        IntStream.range(loss.first(), BEFORE).mapToObj(i -> "old " + i),
                                        IntStream.range(0, NEW).mapToObj(i -> "new " + i))
                                .toList());
                assertIsOver(service);
            }
        }
        return null;
    }

    /** The newest servers mend it themselves where they are alone. */
    @Test
    void whatServersMendThemselvesIsLeftToThem() throws Exception {
        try (AheadService service =
                AheadService.on(cluster, folder.resolve("mends-itself"), "mends-itself", 1, binary("newest"))) {
            service.deploy();
            setBack(service, BEFORE + LOST);
            try (Connection nats = service.connect()) {
                service.publish(nats, "new", NEW);

                service.evaluateHealth();
                service.provision();

                assertThat(service.read(nats, NEW, 1000)).contains("new 0", "new " + (NEW - 1));
                assertThat(service.condition().message()).isEmpty();
                assertThat(service.events()).noneMatch(reported -> reported.startsWith("BuffersRepaired"));
            }
        }
    }

    private static void setBack(AheadService service, int acknowledged) throws Exception {
        try (Connection nats = service.connect()) {
            service.publish(nats, "old", BEFORE);
        }
        StreamFiles[] then = new StreamFiles[1];
        service.whileStopped(() -> then[0] = service.streamFiles());
        try (Connection nats = service.connect()) {
            service.publish(nats, "lost", LOST);
            service.read(nats, BEFORE + LOST, acknowledged);
        }
        service.whileStopped(then[0]::putBack);
        AheadService.letTheSecondPass();
    }

    private static void assertIsReported(AheadService service) {
        List<EventType> replies = new ArrayList<>();
        await().pollDelay(Duration.ZERO).atMost(REPORTED_WITHIN).until(() -> {
            if (service.evaluateHealth() instanceof Outcome.Reply reply) {
                replies.add(reply.type());
            }
            return !replies.isEmpty();
        });
        assertThat(replies).containsExactly(EventType.DEGRADED);
        assertThat(service.condition().isTrue()).isTrue();
        // Beside it, just started servers may say for a moment that a peer is offline.
        assertThat(service.condition().message()).contains("ConsumersAhead: " + service.buffer() + ", first seen ");
        assertThat(service.events())
                .anyMatch(reported -> reported.startsWith("Degraded ") && reported.contains("ConsumersAhead: "));
        assertThat(service.isCounted()).isTrue();
        assertThat(service.tick()).anyMatch(missed -> missed.endsWith(WHY));
    }

    private static void assertIsOver(AheadService service) {
        assertThat(service.events())
                .filteredOn(reported -> reported.startsWith("BuffersRepaired "))
                .singleElement()
                .asString()
                .contains("stream " + service.buffer() + ": its consumer " + service.buffer() + " is ahead of it");
        assertThat(service.provision().message()).contains("0 repaired", "0 drifted");
        service.evaluateHealth();
        assertThat(service.condition().message()).doesNotContain("ConsumersAhead");
        assertThat(service.isCounted()).isFalse();
        assertThat(service.tick()).noneMatch(missed -> missed.endsWith(WHY));
    }

    private static Path binary(String version) {
        return switch (version) {
            case "oldest" -> NatsServerBinary.obtainOldest();
            case "newest" -> NatsServerBinary.obtainNewest();
            default -> NatsServerBinary.obtain();
        };
    }
}
