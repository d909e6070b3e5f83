package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.UnreadableObject;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.repair.PoisonousCluster;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Poisonous Pipelines, one of each kind, among many good ones of one service: all good ones get their buffers, by the event of a
 * poisonous one already, and each poisonous one is told what is wrong, with its path, and answered (invariant 9). On a real API server,
 * which lets all of it through, with the rights of provisioning (invariant 11).
 */
class OnePoisonousPipelineOnControlPlaneIT {

    private static final int GOOD = 30;
    private static final int STREAMS_OF_ONE = 5;
    private static final String SERVICE_NAME = "spec.interStepBufferServiceName: found ";

    @TempDir
    Path folder;

    private final TestCluster api = new TestCluster();
    private MovingPipelines pipelines;

    @AfterEach
    void close() {
        pipelines.close();
        api.close();
    }

    @Test
    void keepsNoOtherFromItsBuffersAndItsPathIsReported() {
        Random random = random();
        serve(api.clusterOf("provisioning"));
        Map<String, String> poisons = createPoisons();
        post("deep", "a", vertices("{}"), ", \"other\": " + "[".repeat(1500) + "]".repeat(1500));
        List<String> good = createGood(GOOD);
        List<String> bad = new ArrayList<>(poisons.keySet());
        Collections.shuffle(bad, random);

        assertThat(pipelines.reconcile(bad.get(0))).as("%s", bad.get(0)).isInstanceOf(Outcome.Reply.class);
        assertAllServed(good);

        List<String> others = new ArrayList<>(bad.subList(1, bad.size()));
        others.addAll(good);
        Collections.shuffle(others, random);
        others.forEach(name -> assertThat(pipelines.reconcile(name)).as(name).isInstanceOf(Outcome.Done.class));

        assertAllServed(good);
        poisons.forEach((name, path) -> assertThat(pipelines.events(name))
                .as(name)
                .singleElement()
                .asString()
                .startsWith("InvalidPipeline: ")
                .contains(path));
        good.forEach(name -> assertThat(pipelines.events(name))
                .as(name)
                .singleElement()
                .asString()
                .startsWith("BuffersCreated: "));
        assertThat(pipelines.events("a")).isEmpty();
        // Answered where functions meet events, and reported by `repair`.
        assertThatThrownBy(() -> pipelines.reconcile("deep")).isInstanceOf(UnreadableObject.class);
    }

    static Stream<Throwable> ends() {
        return Stream.of(
                new StackOverflowError(),
                new OutOfMemoryError("of the test"),
                new AssertionError("of the test"),
                new NoClassDefFoundError("of the test"),
                new InternalError("of the test"),
                new IllegalStateException("a bug"));
    }

    /** None that anybody knows of: only this test reads a Pipeline that ends so. */
    @ParameterizedTest
    @MethodSource("ends")
    void whateverReadingItEndsWithItIsRefusedAndTheOthersAreServed(Throwable end) {
        serve(new PoisonousCluster(api.clientOf("provisioning"), () -> end));
        post("poison", "a", vertices("{}"), "");
        List<String> good = createGood(2);

        assertThat(pipelines.reconcile("poison")).isInstanceOf(Outcome.Reply.class);

        assertAllServed(good);
        assertThat(pipelines.events("poison"))
                .singleElement()
                .asString()
                .startsWith("InvalidPipeline: ")
                .contains("spec: found what ends reading it with "
                        + end.getClass().getSimpleName());
        assertThat(pipelines.reconcile(good.get(0))).isInstanceOf(Outcome.Done.class);
    }

    private void assertAllServed(List<String> good) {
        Map<String, Long> streams = pipelines.streams("a", "").stream()
                .collect(Collectors.groupingBy(
                        stream -> good.stream()
                                .filter(name -> stream.contains(pipelines.namespace + "-" + name))
                                .findFirst()
                                .orElse("another's"),
                        Collectors.counting()));
        assertThat(streams)
                .isEqualTo(good.stream().collect(Collectors.toMap(name -> name, name -> (long) STREAMS_OF_ONE)));
    }

    /** @return by name, the path that it is told */
    private Map<String, String> createPoisons() {
        Map<String, String> paths = new LinkedHashMap<>();
        String many = IntStream.range(0, 3_000)
                .mapToObj(i -> "{\"name\":\"v%d\",\"partitions\":1000,\"udf\":{}}".formatted(i))
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(many.length()).isBetween(100_000, 150_000);
        poison(paths, "many", "spec.vertices: found 3000 elements", "a", many);
        for (String service : List.of("x?watch=true", "a b", "enc/status", "../a")) {
            poison(paths, "name-" + paths.size(), SERVICE_NAME + service, service, vertices("{}"));
        }
        for (String number : List.of("2147483648", "1e300", "-99999999999999999999", "1001")) {
            poison(
                    paths,
                    "number-" + paths.size(),
                    "spec.vertices[1].partitions: found ",
                    "a",
                    vertices("{}, \"partitions\": " + number));
        }
        return paths;
    }

    private void poison(Map<String, String> paths, String name, String path, String service, String vertices) {
        post(name, service, vertices, "");
        paths.put(name, path);
    }

    private List<String> createGood(int count) {
        List<String> good = IntStream.range(0, count)
                .mapToObj(i -> "good-%02d".formatted(i))
                .toList();
        String forever = ", \"lifecycle\": {\"deletionGracePeriodSeconds\": 9223372036854775807}";
        good.forEach(name -> post(name, "a", vertices("{}"), name.endsWith("0") ? forever : ""));
        return good;
    }

    /** A source and a sink. @param log of the sink, and what follows it */
    private static String vertices(String log) {
        return """
                [{"name": "in", "source": {"generator": {}}}, {"name": "out", "sink": {"log": {}}, "udf": %s}]
                """
                .formatted(log);
    }

    /** As it is written: no parser of ours stands between. */
    private void post(String name, String service, String vertices, String more) {
        api.client()
                .raw(
                        api.client().getMasterUrl() + "apis/numaflow.numaproj.io/v1alpha1/namespaces/"
                                + pipelines.namespace + "/pipelines",
                        "POST",
                        """
                        {"apiVersion": "numaflow.numaproj.io/v1alpha1", "kind": "Pipeline", "metadata": {"name": "%s"},
                         "spec": {"interStepBufferServiceName": "%s", "vertices": %s,
                                  "edges": [{"from": "in", "to": "out"}] %s}}
                        """
                                .formatted(name, service, vertices, more));
    }

    private void serve(Cluster seen) {
        pipelines = new MovingPipelines(api, seen, folder, NatsServerBinary.obtain());
        pipelines.serve("a");
    }

    private static Random random() {
        long seed = Long.getLong("poison.seed", System.nanoTime());
        System.out.println("poison.seed " + seed);
        return new Random(seed);
    }
}
