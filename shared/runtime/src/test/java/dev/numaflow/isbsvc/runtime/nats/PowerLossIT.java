package dev.numaflow.isbsvc.runtime.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.runtime.InMemory;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All servers lose power at the same moment: what is left of the messages that they have acknowledged, of one copy on one server and of
 * three on three. {@code -Dpower.loss=all} tries the newest servers as well.
 */
@EnabledIf(
        value = "dev.numaflow.isbsvc.runtime.nats.PowerCutDisk#isPossible",
        disabledReason = "a power cut is made with a loop device, which only root may mount")
class PowerLossIT {

    private static final boolean ALL = "all".equals(System.getProperty("power.loss"));
    private static final String NAME = "s";

    /** The interval, and as much again for the writing itself: servers wait for the interval after they have written. */
    private static final Duration BOUND = Duration.ofSeconds(2);
    /**
     * More than twice the bound, so that most of what is published has to be there. Servers write for the first time after half an interval
     * to a whole one, so with a half at its end the cut comes late between two times.
     */
    private static final Duration PUBLISHING = Duration.ofMillis(4500);

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir(factory = InMemory.class)
    Path folder;

    /** Of a stream that is as young as its messages. */
    @ParameterizedTest(name = "{0}, {2} nodes")
    @MethodSource("servers")
    void nothingIsLostWhereServersAlwaysWriteThrough(String version, Path binary, int nodes) throws Exception {
        try (PowerCutServers servers = PowerCutServers.start(binary, folder, nodes, "always")) {
            create(servers);

            assertThat(cutAfter(servers, Duration.ofSeconds(1)).ageOfOldestLost())
                    .isZero();
        }
    }

    @ParameterizedTest(name = "{0}, {2} nodes")
    @MethodSource("servers")
    void noMessageIsLostThatIsOlderThanTheIntervalAndASecond(String version, Path binary, int nodes) throws Exception {
        try (PowerCutServers servers = PowerCutServers.start(binary, folder, nodes, "1s")) {
            createWrittenThrough(servers);

            Loss loss = cutAfter(servers, PUBLISHING);

            assertThat(loss.ageOfOldestLost()).isLessThanOrEqualTo(BOUND.plus(loss.longestPause()));
        }
    }

    /** Else the other tests would show nothing. */
    @ParameterizedTest(name = "{0}, {2} nodes")
    @MethodSource("serversOfDefault")
    void olderMessagesAreLostByDefault(String version, Path binary, int nodes) throws Exception {
        try (PowerCutServers servers = PowerCutServers.start(binary, folder, nodes, "2m")) {
            createWrittenThrough(servers);

            assertThat(cutAfter(servers, PUBLISHING).ageOfOldestLost()).isGreaterThan(BOUND);
        }
    }

    /** With a duration, servers never write the configuration of a stream through; a server alone does not know it without. */
    @Test
    void aServerAloneHasTheMessagesOfAYoungStreamWhenItIsCreatedAgain() throws Exception {
        try (PowerCutServers servers = PowerCutServers.start(NatsServerBinary.obtain(), folder, 1, "1s")) {
            create(servers);
            Acknowledged published = publish(servers, PUBLISHING);
            long moment = System.nanoTime();
            servers.cutPower();

            await().atMost(LONG).until(servers::health, health -> health.contains("could not be recovered"));
            create(servers);
            servers.awaitHealthy();

            assertThat(published.ageOfOldestLost(left(servers, published), moment))
                    .isLessThanOrEqualTo(BOUND.plus(published.longestPause()));
        }
    }

    static Stream<Arguments> servers() {
        Path pinned = NatsServerBinary.obtain();
        Stream<Arguments> usual = Stream.of(Arguments.of("usual", pinned, 1), Arguments.of("usual", pinned, 3));
        return ALL ? Stream.concat(usual, newest()) : usual;
    }

    static Stream<Arguments> serversOfDefault() {
        return ALL ? servers() : servers().limit(1);
    }

    private static Stream<Arguments> newest() {
        Path newest = NatsServerBinary.obtainNewest();
        return Stream.of(Arguments.of("newest", newest, 1), Arguments.of("newest", newest, 3));
    }

    /**
     * What a power cut costs.
     *
     * @param ageOfOldestLost how long before the cut the first message that is lost was acknowledged
     * @param longestPause between two acknowledgements before the cut
     */
    private record Loss(Duration ageOfOldestLost, Duration longestPause) {}

    /** What is left has no holes, and is delivered. */
    private static Loss cutAfter(PowerCutServers servers, Duration publishing) throws Exception {
        Acknowledged published = publish(servers, publishing);
        long moment = System.nanoTime();
        servers.cutPower();
        servers.awaitHealthy();
        return new Loss(published.ageOfOldestLost(left(servers, published), moment), published.longestPause());
    }

    private static Acknowledged publish(PowerCutServers servers, Duration during) throws Exception {
        try (Connection nats = servers.connect()) {
            return Acknowledged.publish(nats, NAME, during);
        }
    }

    /** What no server writes through by itself, the kernel does half a minute later; nobody waits for that here. */
    private static void createWrittenThrough(PowerCutServers servers) throws Exception {
        create(servers);
        servers.writeThrough();
    }

    /** Servers that have just found each other do not place copies on all of them yet. */
    private static void create(PowerCutServers servers) throws Exception {
        try (Connection nats = servers.connect()) {
            JetStreamManagement management = nats.jetStreamManagement();
            await().atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> management.addStream(stream(servers.size())), any -> true);
            await().atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> management.addOrUpdateConsumer(NAME, consumer()), any -> true);
        }
    }

    private static StreamConfiguration stream(int replicas) {
        return StreamConfiguration.builder()
                .name(NAME)
                .subjects(NAME)
                .replicas(replicas)
                .storageType(StorageType.File)
                .build();
    }

    private static ConsumerConfiguration consumer() {
        return ConsumerConfiguration.builder()
                .durable(NAME)
                .ackPolicy(AckPolicy.Explicit)
                .ackWait(Leftover.WAIT)
                .maxAckPending(-1)
                .build();
    }

    /** What is not delivered counts as lost: a server whose copy is behind may need longer to notice than anybody waits here. */
    private static int left(PowerCutServers servers, Acknowledged published) throws Exception {
        try (Connection nats = servers.connect()) {
            Leftover legacyStream = new Leftover(nats, NAME);
            long end = System.nanoTime() + LONG.toNanos();
            await().atMost(LONG.plus(LONG))
                    .ignoreExceptions()
                    .until(() -> System.nanoTime() - end > 0 || legacyStream.isDelivered());
            published.assertStartsWith(legacyStream.messages());
            return legacyStream.messages().size();
        }
    }
}
