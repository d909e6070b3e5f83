package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.ownership.Demand;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.Wanted;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import dev.numaflow.isbsvc.runtime.nats.Creation;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.SideBySide;
import dev.numaflow.isbsvc.testkit.RunningService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long 100 buffers and 100 buckets take one by one and side by side. It prints and judges no time; it is run by its name:
 * {@code mvn -pl shared/runtime -am verify -Dtest=None -Dit.test=BufferBenchmark -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false}, and prints into {@code target/failsafe-reports}.
 */
class BufferBenchmark {

    private static final int EACH = 100;

    @TempDir
    Path folder;

    /** One server is so fast that one round says little. */
    @ParameterizedTest(name = "on {0} nodes")
    @CsvSource({"1, 10", "3, 1"})
    void oneByOneAndSideBySide(int nodes, int rounds) throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, nodes)) {
            List<Wanted> wanted = wanted(nodes);
            // What comes first makes the code of both warm, and counts for neither.
            timed(wanted, SideBySide.width(nodes), served.streams);
            Duration oneByOne = Duration.ZERO;
            Duration sideBySide = Duration.ZERO;
            for (int round = 0; round < rounds; round++) {
                oneByOne = oneByOne.plus(timed(wanted, 1, served.streams));
                sideBySide = sideBySide.plus(timed(wanted, SideBySide.width(nodes), served.streams));
            }
            System.out.printf(
                    "%d nodes, %d buffers and %d buckets, mean of %d: one by one %.2f s, %d at a time %.2f s, ratio %.2f%n",
                    nodes,
                    EACH,
                    EACH,
                    rounds,
                    oneByOne.toMillis() / 1000.0 / rounds,
                    SideBySide.width(nodes),
                    sideBySide.toMillis() / 1000.0 / rounds,
                    (double) sideBySide.toNanos() / oneByOne.toNanos());
        }
    }

    /** How long it takes to make all; they are gone afterwards. */
    private static Duration timed(List<Wanted> wanted, int width, JetStreamApi api) {
        long start = System.nanoTime();
        SideBySide.each(wanted, width, each -> make(each, api)).throwFirstFailure();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(api.streams()).hasSize(2 * EACH);
        wanted.forEach(each -> api.deleteStream(each.name()));
        return took;
    }

    private static boolean make(Wanted wanted, JetStreamApi api) {
        assertThat(api.createStream(wanted.config())).isEqualTo(new Creation.Made());
        wanted.consumers().values().forEach(consumer -> assertThat(api.createConsumer(wanted.name(), consumer))
                .isEqualTo(new Creation.Made()));
        return true;
    }

    /** A pipeline of one source and many sinks has a buffer and two buckets for each sink. */
    private static List<Wanted> wanted(int nodes) {
        String[] sinks = IntStream.range(0, EACH).mapToObj(i -> "s" + i).toArray(String[]::new);
        BufferConfig config = BufferConfig.read(new YamlText(
                        nodes == 1 ? RunningService.ONE_REPLICA : RunningService.THREE_REPLICAS, "benchmark"))
                .value();
        List<Wanted> all = Demand.of(
                        LivePipelines.of(List.of(ServedPipelines.pipeline("p", sinks)))
                                .claimants(),
                        config)
                .wanted();
        return all.stream()
                .filter(each -> !each.name().endsWith("_SINK_OT"))
                .limit(2L * EACH)
                .toList();
    }
}
