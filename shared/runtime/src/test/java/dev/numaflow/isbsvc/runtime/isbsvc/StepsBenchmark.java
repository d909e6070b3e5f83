package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long each change in guarded steps takes under publishing, and how long the slowest message, as ratios to the roll that the
 * StatefulSet controller makes by itself in the same run. Each event comes 300 ms after the one before was answered, as the changes of
 * pods bring them. It prints and judges no time, and is run by its name: {@code mvn -pl shared/runtime -am verify -Dtest=None
 * -Dit.test=StepsBenchmark -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false}. A growing volume is not among
 * them: it lasts as long as its driver needs, and no server takes part.
 */
class StepsBenchmark {

    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final int FEW = 3;
    private static final int MANY = 5;
    private static final int BEFORE = 2_000;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private final Map<String, Took> changes = new LinkedHashMap<>();
    private WatchedService service;
    private Names names;
    private StepEvents steps;
    private RenderedCluster servers;

    private record Took(Duration all, Duration longestPublish) {}

    @AfterEach
    void close() {
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @Test
    void eachChangeInStepsAgainstAPlainRoll() throws Exception {
        withPersistence();
        withEncryption();
        withoutPersistence();
        withTls();
        print();
    }

    private void create(String persistence) {
        service = WatchedService.create(cluster, "bench", "{version: latest, replicas: 3" + persistence + "}");
        names = service.names();
        steps = new StepEvents(cluster, service, PATIENCE, 0);
    }

    private void withPersistence() throws Exception {
        create(", persistence: {volumeSize: 1Gi}");
        servers = RenderedCluster.start(
                NatsServerBinary.obtainNewest(), cluster, names, folder.resolve("disks"), FEW, MANY);
        HostNames.ofThisJvm().point(names, servers.addresses());
        try (RenderedCluster running = servers;
                DiskServers pods = new DiskServers(cluster, names, servers, FEW, MANY);
                Connection connection = running.connect()) {
            await(() -> pods.areReady(FEW));
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(BEFORE);
            measure("plain roll of 3 nodes", flow, this::changeArguments, () -> isRolled() && pods.areReady(FEW));
            measure("3 to 5 nodes", flow, spec -> spec.put("replicas", MANY), () -> have(MANY) && pods.areReady(MANY));
            measure("5 to 3 nodes", flow, spec -> spec.put("replicas", FEW), () -> have(FEW) && pods.areReady(FEW));
            flow.assertAllRead(PATIENCE, flow.written());
        }
    }

    private void withEncryption() throws Exception {
        create(", persistence: {volumeSize: 1Gi}");
        Path disks = folder.resolve("encrypted");
        servers = RenderedCluster.empty(NatsServerBinary.obtainNewest(), cluster, names, disks, FEW);
        HostNames.ofThisJvm().point(names, servers.addresses());
        try (RenderedCluster running = servers;
                EncryptedDiskServers pods = new EncryptedDiskServers(cluster, names, servers, disks)) {
            await(pods::areStarted);
            running.awaitComplete();
            await(pods::areReady);
            try (Connection connection = running.connect()) {
                // Without a stream a change of encryption needs no approval: the first is the one that is approved by
                // that.
                steps.change(spec -> spec.put("encryption", true));
                await(() -> {
                    steps.wakeQuietly();
                    return changes() == 1 && steps.areDone() && pods.areReady();
                });
                MessageFlow flow = MessageFlow.start(connection);
                flow.awaitMore(BEFORE);
                measure(
                        "another key, disks of 3 nodes replaced",
                        flow,
                        spec -> service.annotate("isbsvc.numaflow.numaproj.io/rotate-key", "once"),
                        () -> changes() == 2 && steps.areDone() && pods.areReady());
                flow.assertAllRead(PATIENCE, flow.written());
            }
        }
    }

    private void withoutPersistence() throws Exception {
        create("");
        servers = RenderedCluster.start(NatsServerBinary.obtainNewest(), cluster, names, folder.resolve("none"), FEW);
        HostNames.ofThisJvm().point(names, servers.addresses());
        try (RenderedCluster running = servers;
                PodServers pods = new PodServers(cluster, names, running);
                Connection connection = running.connect()) {
            await(pods::areReady);
            MessageFlow flow = MessageFlow.start(connection);
            flow.awaitMore(BEFORE);
            measure(
                    "roll of 3 nodes without persistence",
                    flow,
                    this::changeArguments,
                    () -> isRolled() && steps.areDone() && pods.areReady());
            flow.assertAllRead(PATIENCE, flow.written());
        }
    }

    /** How long clients take is theirs: they follow at once here. */
    private void withTls() throws Exception {
        create(", persistence: {volumeSize: 1Gi}");
        servers = RenderedCluster.start(NatsServerBinary.obtainNewest(), cluster, names, folder.resolve("tls"), FEW);
        HostNames.ofThisJvm().point(names, servers.addresses());
        try (RenderedCluster running = servers;
                DiskServers pods = new DiskServers(cluster, names, running, FEW, FEW)) {
            await(() -> pods.areReady(FEW));
            Connection plain = running.connect(false);
            MessageFlow flow = MessageFlow.start(plain);
            flow.awaitMore(BEFORE);
            measure("TLS on, until clients are to follow", flow, spec -> spec.put("tls", true), () -> service.message()
                    .contains("clients are connected without TLS (1 on "));
            flow.restart(plain, running.connect(true));
            measure(
                    "TLS on, when clients have followed",
                    flow,
                    spec -> {},
                    () -> !service.message().contains("TLS") && steps.areDone() && pods.areReady(FEW));
            flow.assertAllRead(PATIENCE, flow.written());
        }
    }

    private void measure(String what, MessageFlow flow, Consumer<ObjectNode> change, Callable<Boolean> isDone) {
        flow.longestPublishSince();
        long begin = System.nanoTime();
        steps.change(change);
        steps.takeUntil(isDone, new HashSet<>());
        changes.put(what, new Took(Duration.ofNanos(System.nanoTime() - begin), flow.longestPublishSince()));
        flow.awaitMore(1);
    }

    private void changeArguments(ObjectNode spec) {
        spec.putArray("startArgs").add("-DV");
    }

    private boolean isRolled() {
        JsonNode set = steps.statefulSet();
        return set.at("/status/observedGeneration").asLong()
                        >= set.at("/metadata/generation").asLong()
                && !Running.isRolling(set);
    }

    private boolean have(int nodes) {
        return Running.replicas(steps.statefulSet()) == nodes && steps.areDone();
    }

    private int changes() {
        return RunningEncryption.changes(steps.statefulSet());
    }

    private void print() {
        Took plain = changes.values().iterator().next();
        changes.forEach((what, took) -> System.out.printf(
                "%-40s %6.1f s, ratio %5.2f; longest publish %5d ms, ratio %5.2f%n",
                what,
                took.all().toMillis() / 1000.0,
                ratio(took.all(), plain.all()),
                took.longestPublish().toMillis(),
                ratio(took.longestPublish(), plain.longestPublish())));
        assertThat(changes).hasSize(7);
        assertThat(service.live(ObjectKind.STATEFUL_SET, names.statefulSet())).isPresent();
    }

    private static double ratio(Duration one, Duration other) {
        return (double) one.toNanos() / other.toNanos();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).until(condition);
    }
}
