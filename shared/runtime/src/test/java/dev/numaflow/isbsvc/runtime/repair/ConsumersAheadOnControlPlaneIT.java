package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.nats.StreamFiles;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * After an unclean stop streams may have lost their end while their consumers have not: nothing that is stored then would ever be
 * delivered, and servers call themselves healthy. On the real API server, each function with the rights of its role.
 */
@EnabledIf("dev.numaflow.isbsvc.testkit.TestApiServer#realIsThere")
class ConsumersAheadOnControlPlaneIT {

    private static final int BEFORE = 40;
    private static final int LOST = 40;
    private static final int NEW = 20;
    private static final String WHY = ": a consumer of its buffers is ahead of its stream";
    private static final Duration REPORTED_WITHIN = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    /** @param first what is delivered first afterwards: the first message that is not acknowledged, or where that is unknown, of all */
    @ParameterizedTest(name = "{0} nodes, {1}, {2} acknowledged: from {3} on")
    @CsvSource({
        "1, oldest, 30, 30",
        "1, usual, 30, 30",
        "1, usual, 80, 0",
        "3, usual, 80, 0",
        "3, newest, 30, 30",
        "3, newest, 80, 0",
    })
    void whatIsStoredAfterwardsIsDeliveredAndNothingIsLeftOut(int nodes, String version, int acknowledged, int first)
            throws Exception {
        try (AheadService service = AheadService.on(folder, nodes, binary(version))) {
            service.deploy();
            setBack(service, acknowledged);
            try (Connection nats = service.connect()) {
                service.publish(nats, "new", NEW);
                assertThat(service.ahead(nats)).isPositive();

                assertIsReported(service);
                service.provision();

                assertThat(service.read(nats, BEFORE - first + NEW, 1000))
                        .containsExactlyElementsOf(Stream.concat(
                                        IntStream.range(first, BEFORE).mapToObj(i -> "old " + i),
                                        IntStream.range(0, NEW).mapToObj(i -> "new " + i))
                                .toList());
                assertIsOver(service);
            }
        }
    }

    /** The newest servers mend it themselves where they are alone. */
    @ParameterizedTest(name = "{0}")
    @CsvSource("newest")
    void whatServersMendThemselvesIsLeftToThem(String version) throws Exception {
        try (AheadService service = AheadService.on(folder, 1, binary(version))) {
            service.deploy();
            setBack(service, BEFORE + LOST);
            try (Connection nats = service.connect()) {
                service.publish(nats, "new", NEW);

                service.judge();
                service.provision();

                assertThat(service.read(nats, NEW, 1000)).contains("new 0", "new " + (NEW - 1));
                assertThat(service.condition().message()).isEmpty();
                assertThat(service.events()).noneMatch(told -> told.startsWith("BuffersRepaired"));
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
    }

    private static void assertIsReported(AheadService service) {
        Instant begin = Instant.now();
        Outcome said = service.judge();
        assertThat(Duration.between(begin, Instant.now())).isLessThan(REPORTED_WITHIN);

        assertThat(said).isInstanceOf(Outcome.Reply.class);
        assertThat(((Outcome.Reply) said).type()).isEqualTo(EventType.DEGRADED);
        assertThat(service.condition().isTrue()).isTrue();
        assertThat(service.condition().message())
                .startsWith("ConsumersAhead: " + AheadService.BUFFER + ", first seen ");
        assertThat(service.events()).anyMatch(told -> told.startsWith("Degraded ConsumersAhead: "));
        assertThat(service.exposition())
                .endsWith("\nisbsvc_consumers_ahead{isbsvc_namespace=\"team-a\",isbsvc=\"n\"} 1\n");
        assertThat(service.tick()).anyMatch(missed -> missed.endsWith(WHY));
    }

    private static void assertIsOver(AheadService service) {
        assertThat(service.events())
                .filteredOn(told -> told.startsWith("BuffersRepaired "))
                .singleElement()
                .asString()
                .contains(
                        "stream " + AheadService.BUFFER + ": its consumer " + AheadService.BUFFER + " is ahead of it");
        assertThat(service.provision().said()).contains("0 repaired", "0 drifted");
        service.judge();
        assertThat(service.condition().message()).isEmpty();
        assertThat(service.exposition()).endsWith("gauge\n");
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
