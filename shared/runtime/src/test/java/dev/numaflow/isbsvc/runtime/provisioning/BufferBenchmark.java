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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How long 100 buffers and 100 buckets take one by one and side by side. It prints and judges no time; it is run by its name:
 * {@code mvn -pl shared/runtime -am verify -Dtest=None -Dit.test=BufferBenchmark -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false}, and prints into {@code target/failsafe-reports}.
 */
class BufferBenchmark {

    private static final int EACH = 100;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "on {0} nodes")
    @ValueSource(ints = {1, 3})
    void oneByOneAndSideBySide(int nodes) throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, nodes)) {
            List<Wanted> wanted = wanted(nodes);
            make(wanted.get(0), served.streams);
            served.streams.deleteStream(wanted.get(0).name());

            Duration oneByOne = timed(() -> wanted.forEach(each -> make(each, served.streams)));
            wanted.forEach(each -> served.streams.deleteStream(each.name()));
            Duration sideBySide = timed(() ->
                    SideBySide.each(wanted, each -> make(each, served.streams)).throwFirstFailure());

            assertThat(served.names()).hasSize(2 * EACH);
            System.out.printf(
                    "%d nodes, %d buffers and %d buckets: one by one %.2f s, side by side %.2f s, ratio %.2f%n",
                    nodes,
                    EACH,
                    EACH,
                    oneByOne.toMillis() / 1000.0,
                    sideBySide.toMillis() / 1000.0,
                    (double) sideBySide.toNanos() / oneByOne.toNanos());
        }
    }

    private static boolean make(Wanted wanted, JetStreamApi api) {
        assertThat(api.createStream(wanted.config())).isEqualTo(new Creation.Made());
        wanted.consumers().values().forEach(consumer -> assertThat(api.createConsumer(wanted.name(), consumer))
                .isEqualTo(new Creation.Made()));
        return true;
    }

    private static Duration timed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
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
