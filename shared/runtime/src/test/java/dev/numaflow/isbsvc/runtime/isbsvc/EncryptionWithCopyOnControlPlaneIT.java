package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.DyingCluster;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.failure.RetryAfter;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The encryption of a service with one node is changed and nothing is lost: everything is copied to a second server and restored, with the
 * real controllers of StatefulSets and claims, real servers, and the rights of the functions (invariants 1, 7, 8, 11 and 13).
 */
class EncryptionWithCopyOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final int STREAMS = 3;
    private static final int MESSAGES = 40;
    private static final String PLAIN = "this is read by everybody who finds the disk ";
    private static final Pattern APPROVAL = Pattern.compile(
            "annotation " + Pattern.quote(Annotations.APPROVE) + ": ([0-9a-f]{8}), and everything is copied");

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private final Set<String> told = new LinkedHashSet<>();
    private WatchedService service;
    private Names names;
    private RenderedCluster servers;
    private RenderedCluster copies;
    private EncryptedDiskServers pods;
    private EncryptedDiskServers copyPods;
    private StepEvents steps;
    private int deaths;
    private boolean isCreated;

    static Stream<Arguments> releases() {
        return Stream.of(
                Arguments.of("oldest supported", NatsServerBinary.obtainOldest(), true),
                Arguments.of("newest", NatsServerBinary.obtainNewest(), false));
    }

    private void start(Path binary, boolean encrypted) throws Exception {
        service = WatchedService.create(
                cluster,
                "copy",
                "{version: latest, replicas: 1, encryption: " + encrypted + ", persistence: {volumeSize: 1Gi}}");
        names = service.names();
        service.deletePipelines();
        steps = new StepEvents(cluster, service, TIMEOUT, 0);
        servers = RenderedCluster.empty(binary, cluster, names, folder.resolve("servers"), 1);
        copies = RenderedCluster.empty(binary, cluster, names.ofCopy(), folder.resolve("copies"), 1);
        HostNames.ofThisJvm().point(names, servers.addresses());
        HostNames.ofThisJvm().add(names.ofCopy(), copies.addresses());
        pods = new EncryptedDiskServers(cluster, names, servers, folder);
        copyPods = new EncryptedDiskServers(cluster, names.ofCopy(), copies, folder);
        await().until(pods::areReady);
    }

    @AfterEach
    void close() {
        Stream.of(pods, copyPods, servers, copies).forEach(each -> {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @ParameterizedTest(name = "{0}, encrypted: {2}")
    @MethodSource("releases")
    void oneNodeGetsAnotherDiskAndEverythingIsAsItWas(String release, Path binary, boolean encrypts) throws Exception {
        start(binary, !encrypts);
        JsonNode pipeline =
                cluster.apply("{apiVersion: numaflow.numaproj.io/v1alpha1, kind: Pipeline, metadata: {name: p,"
                        + " namespace: " + names.namespace() + "}, spec: {interStepBufferServiceName: n}}");
        try (Connection connection = servers.connect()) {
            fill(connection);
            String claim = claim();
            encrypt(encrypts);
            if (encrypts) {
                itWaitsForWhoeverWritesAndIsTakenBack(connection, pipeline, claim);
            } else {
                pause(pipeline);
            }
            List<String> stored = stored(connection);

            approve();
            takeUntil(() -> {
                createOnAnotherDisk(connection, claim);
                return changes() == 1 && isFinished() && copyObjects().isEmpty();
            });

            assertThat(stored(connection)).isEqualTo(stored);
            assertThat(claim()).isNotEqualTo(claim);
            assertThat(pods.replaced()).containsExactly(names.pod(0));
            assertThat(pods.mistakes()).isEmpty();
            assertThat(copyPods.mistakes()).isEmpty();
            assertThat(told)
                    .anyMatch(each -> each.contains("copying stream "))
                    .anyMatch(each -> each.contains("restoring stream "));
            assertThat(isPlain(claim())).isEqualTo(!encrypts);
            assertThat(plainDisks()).as("no copy is stored in plain text").containsExactly(encrypts ? claim : claim());
            assertThat(ObjectMetas.annotation(steps.statefulSet(), Annotations.ENCRYPTION))
                    .isEqualTo("" + encrypts);
            assertThat(steps.events())
                    .anySatisfy(event ->
                            assertThat(event).startsWith("StepsFinished").contains("restored"));
            assertThat(read(connection, "buffer-0", 2).get(0)).isEqualTo(PLAIN + 10);
            connection.jetStream().publish("buffer-0", new byte[1]);
        }
    }

    /** As Numaflow does, which misses a stream before that is restored. */
    private void createOnAnotherDisk(Connection connection, String claim) {
        if (isCreated || claims().contains(claim) || !pods.areReady()) {
            return;
        }
        try {
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("buffer-0")
                            .subjects("buffer-0")
                            .build());
            isCreated = true;
        } catch (IOException | JetStreamApiException restored) {
            // Or its server is not reached yet.
            told.add("not created: " + restored.getMessage());
        }
    }

    private void itWaitsForWhoeverWritesAndIsTakenBack(Connection connection, JsonNode pipeline, String claim) {
        approve();
        takeUntil(() -> isSaid("not paused yet: Pipeline " + names.namespace() + "/p"));
        assertUntouched(claim);
        pause(pipeline);
        somebodyWritesUntilThatIsSaid(connection);
        assertUntouched(claim);
        service.annotate(Annotations.APPROVE, "");
        takeUntil(this::isAsBefore);
        assertUntouched(claim);
    }

    private void fill(Connection connection) throws Exception {
        for (int stream = 0; stream < STREAMS; stream++) {
            String name = "buffer-" + stream;
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name(name)
                            .subjects(name)
                            .build());
            connection
                    .jetStreamManagement()
                    .addOrUpdateConsumer(
                            name, ConsumerConfiguration.builder().durable(name).build());
            for (int i = 0; i < MESSAGES; i++) {
                connection.jetStream().publish(name, (PLAIN + i).getBytes(StandardCharsets.UTF_8));
            }
            assertThat(read(connection, name, 10)).hasSize(10);
        }
        connection
                .keyValueManagement()
                .create(KeyValueConfiguration.builder().name("watermarks").build());
        connection.keyValue("watermarks").put("key", PLAIN);
    }

    /** By the consumer that was made with the stream, as a vertex does. */
    private static List<String> read(Connection connection, String stream, int most) throws Exception {
        List<String> read = new ArrayList<>();
        for (Message message : connection
                .jetStream()
                .subscribe(null, PullSubscribeOptions.bind(stream, stream))
                .fetch(most, Duration.ofSeconds(2))) {
            message.ackSync(Duration.ofSeconds(2));
            read.add(new String(message.getData(), StandardCharsets.UTF_8));
        }
        return read;
    }

    /** Everything that is stored, with its sequences and times, and where each consumer is. */
    private static List<String> stored(Connection connection) throws Exception {
        List<String> stored = new ArrayList<>();
        for (StreamInfo stream : connection.jetStreamManagement().getStreams()) {
            String name = stream.getConfiguration().getName();
            stored.add(stream.getConfiguration().toJson());
            long last = stream.getStreamState().getLastSequence();
            for (long i = stream.getStreamState().getFirstSequence(); i <= last; i++) {
                MessageInfo message = connection.jetStreamManagement().getMessage(name, i);
                stored.add(name + " " + message.getSeq() + " " + message.getTime() + " " + message.getSubject() + " "
                        + new String(message.getData(), StandardCharsets.UTF_8));
            }
            for (ConsumerInfo consumer : connection.jetStreamManagement().getConsumers(name)) {
                stored.add(name + " " + consumer.getConsumerConfiguration().toJson() + " "
                        + consumer.getDelivered().getConsumerSequence() + " "
                        + consumer.getDelivered().getStreamSequence() + " "
                        + consumer.getAckFloor().getConsumerSequence() + " "
                        + consumer.getAckFloor().getStreamSequence() + " " + consumer.getNumPending() + " "
                        + consumer.getNumAckPending());
            }
        }
        return stored;
    }

    private void somebodyWritesUntilThatIsSaid(Connection connection) {
        Thread writer = new Thread(() -> {
            while (!Thread.interrupted()) {
                try {
                    connection.jetStream().publish("buffer-1", new byte[1]);
                    Thread.sleep(100);
                } catch (InterruptedException ends) {
                    return;
                } catch (IOException | JetStreamApiException again) {
                    // The next one.
                }
            }
        });
        writer.start();
        try {
            takeUntil(() -> isSaid("stream buffer-1 does not stand still"));
            assertThat(changes()).isOne();
        } finally {
            writer.interrupt();
        }
    }

    private void pause(JsonNode pipeline) {
        ObjectNode paused = new ObjectEdit(cluster.cluster())
                .write(pipeline, live -> live.at("/spec").has("lifecycle"), live -> {
                    ObjectNode changed = live.deepCopy();
                    changed.withObject("/spec/lifecycle").put("desiredPhase", "Paused");
                    return changed;
                })
                .orElseThrow()
                .deepCopy();
        paused.withObject("/status").put("phase", "Paused");
        cluster.writeStatus(paused);
    }

    private void assertUntouched(String claim) {
        assertThat(pods.replaced()).isEmpty();
        assertThat(claim()).isEqualTo(claim);
    }

    private boolean isAsBefore() {
        return changes() == 0 && isFinished() && copyObjects().isEmpty();
    }

    private boolean isSaid(String what) {
        return service.message().contains(what);
    }

    private boolean isFinished() {
        return pods.areReady()
                && steps.areDone()
                && Stream.of(Annotations.ENCRYPTION_BEFORE, Annotations.ENCRYPTION_COPY)
                        .allMatch(each -> ObjectMetas.annotation(steps.statefulSet(), each)
                                .isEmpty());
    }

    private List<JsonNode> copyObjects() {
        return Stream.of(
                        ObjectKind.STATEFUL_SET,
                        ObjectKind.SERVICE,
                        ObjectKind.CONFIG_MAP,
                        ObjectKind.PERSISTENT_VOLUME_CLAIM)
                .flatMap(kind ->
                        cluster.cluster().list(kind, names.namespace(), Labels.selector(names.ofCopy())).stream())
                .toList();
    }

    private boolean isPlain(String disk) {
        try (Stream<Path> files = Files.walk(folder.resolve(disk))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(PLAIN)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> plainDisks() throws IOException {
        try (Stream<Path> disks = Files.list(folder)) {
            return disks.map(disk -> disk.getFileName().toString())
                    .filter(this::isPlain)
                    .toList();
        }
    }

    private void encrypt(boolean on) {
        steps.change(spec -> spec.put("encryption", on));
    }

    private void approve() {
        Matcher id = APPROVAL.matcher(service.message());
        takeUntil(() -> id.reset(service.message()).find());
        service.annotate(Annotations.APPROVE, id.group(1));
    }

    /** Every other process dies after some request, and leaves its Lease for a minute; the clock of the next one is later. */
    private void takeUntil(Callable<Boolean> holds) {
        try {
            await().pollInterval(Duration.ofMillis(200)).until(() -> {
                told.add(service.message());
                wake(TestBeans.of(new DyingCluster(cluster.clientOf("update"), 2 + deaths++ * 5 % 53)));
                told.add(service.message());
                wake(TestBeans.of(cluster.clusterOf("update"), Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2))));
                told.add(service.message());
                return holds.call();
            });
        } catch (ConditionTimeoutException stuck) {
            throw new AssertionError(told.toString(), stuck);
        }
    }

    private void wake(TestBeans beans) {
        Pointer event = new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(names));
        try {
            beans.services().with(event, live -> beans.stepped().reconcile(live, new EventBatch(List.of(event))));
        } catch (DyingCluster.Death | RetryAfter ends) {
            // The next event goes on.
        }
    }

    /** The uid of that of the only node. */
    private String claim() {
        return claims().get(0);
    }

    private List<String> claims() {
        return cluster
                .cluster()
                .list(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace(), Labels.selector(names))
                .stream()
                .map(ObjectMetas::uid)
                .toList();
    }

    private int changes() {
        return RunningEncryption.changes(steps.statefulSet());
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(TIMEOUT);
    }
}
