package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.ownership.DesiredStreamAction.Create;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreams;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import dev.numaflow.isbsvc.runtime.InMemory;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import dev.numaflow.isbsvc.testkit.RunningService;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long 100 buffers and 100 buckets take on servers in use, one by one and many at a time, in turns. It prints and judges no time; it
 * is run by its name, best by the Java of the images ({@code -Djvm=.../bin/java}), and prints into {@code target/failsafe-reports}:
 * {@code mvn -pl shared/runtime -am verify -Dtest=None -Dit.test=BufferBenchmark -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false}.
 */
class BufferBenchmark {

    private static final int EACH = 100;

    /** On a disk the rounds would pay for each other: a file system looks long for room among what was just deleted. */
    @TempDir(factory = InMemory.class)
    Path folder;

    /** @param warm rounds that come first, make client and servers warm, and do not count: none on three nodes, where seconds hide it */
    @ParameterizedTest(name = "on {0} nodes")
    @CsvSource({"1, 25, 50", "3, 0, 2"})
    void oneByOneAndManyAtATime(int nodes, int warm, int rounds) throws Exception {
        int width = BoundedParallel.width(nodes);
        List<Long> oneByOne = new ArrayList<>();
        List<Long> many = new ArrayList<>();
        try (ServedPipelines served = ServedPipelines.on(folder, nodes)) {
            List<Create> gaps = gaps(nodes);
            for (int round = -warm; round < rounds; round++) {
                long one = millis(served, gaps, 1);
                long atATime = millis(served, gaps, width);
                if (round >= 0) {
                    oneByOne.add(one);
                    many.add(atATime);
                }
            }
        }
        System.out.printf(
                "%d nodes, %d buffers and %d buckets, median of %d: one by one %d ms, %d at a time %d ms, ratio %.2f%n",
                nodes,
                EACH,
                EACH,
                rounds,
                median(oneByOne),
                width,
                median(many),
                (double) median(many) / median(oneByOne));
    }

    /** How long the function takes to make all of them on servers that have none and are in use for a while. */
    private static long millis(ServedPipelines served, List<Create> gaps, int width) throws Exception {
        try (ServiceLease.Held lease = new ServiceLease(served.cluster, Clock.systemUTC())
                .take(served.service().tree())) {
            StreamCreation making = new StreamCreation(served.ownedStreams(), lease);
            long start = System.nanoTime();
            making.all(gaps, width).throwFirstFailure();
            long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
            List<String> made = served.names();
            assertThat(made).hasSize(2 * EACH);
            BoundedParallel.each(made, served.streams::deleteStream).throwFirstFailure();
            return took;
        }
    }

    /** A pipeline of one source and many sinks has a buffer and two buckets for each sink. */
    private static List<Create> gaps(int nodes) {
        String[] sinks = IntStream.range(0, EACH).mapToObj(i -> "s" + i).toArray(String[]::new);
        BufferConfig config = BufferConfig.read(new YamlText(
                        nodes == 1 ? RunningService.ONE_REPLICA : RunningService.THREE_REPLICAS, "benchmark"))
                .value();
        LivePipelines living = LivePipelines.of(List.of(TestPipelines.pipeline("p", sinks)));
        return DesiredStreams.of(living.pipelines(), config).streams().stream()
                .filter(each -> !each.name().endsWith("_SINK_OT"))
                .limit(2L * EACH)
                .map(each -> new Create(
                        each, true, false, List.copyOf(each.consumers().keySet())))
                .toList();
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
