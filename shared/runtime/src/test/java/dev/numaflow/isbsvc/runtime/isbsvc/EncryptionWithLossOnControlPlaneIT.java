package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.DyingCluster;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.LeaseTaken;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.health.HealthReconciler;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.provisioning.TestProvisioning;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The encryption of a service that cannot keep its data meanwhile is changed once its user gives that data up, by the real controllers of
 * StatefulSets and claims, with real servers, and with the rights of the functions (invariants 1, 7, 8, 11 and 13).
 */
class EncryptionWithLossOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int KEPT = 50;
    private static final String PLAIN = "this is read by everybody who finds the disk ";
    private static final Pattern APPROVAL = Pattern.compile(
            "annotation " + Pattern.quote(Annotations.APPROVE) + ": (lose-data-[0-9a-f]{8}), and ALL MESSAGES");

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private WatchedService service;
    private Names names;
    private RenderedCluster servers;
    private EncryptedDiskServers pods;
    private String buffer;
    private final List<EventType> replies = new ArrayList<>();
    private StepEvents steps;
    private int deaths;

    static Stream<Arguments> releases() {
        return Stream.of(
                Arguments.of("oldest supported", NatsServerBinary.obtainOldest(), true),
                Arguments.of("newest", NatsServerBinary.obtainNewest(), false));
    }

    private void start(Path binary, int nodes, boolean encrypted) throws Exception {
        service = WatchedService.create(
                cluster,
                "loss",
                "{version: latest, replicas: " + nodes + ", encryption: " + encrypted
                        + ", persistence: {volumeSize: 1Gi}}");
        names = service.names();
        steps = new StepEvents(cluster, service, TIMEOUT, 0);
        buffer = names.namespace() + "-p-out-0";
        servers = RenderedCluster.empty(binary, cluster, names, folder, nodes);
        HostNames.ofThisJvm().point(names, servers.addresses());
        pods = new EncryptedDiskServers(cluster, names, servers, folder);
        await().until(pods::areStarted);
        if (nodes > 1) {
            servers.awaitComplete();
        }
        await().until(pods::areReady);
    }

    @AfterEach
    void close() {
        if (pods != null) {
            pods.close();
        }
        if (servers != null) {
            servers.close();
        }
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @ParameterizedTest(name = "{0}, encrypted: {2}")
    @MethodSource("releases")
    void oneNodeGetsAnEmptyDiskWithItsBuffersOnceThatIsApproved(String release, Path binary, boolean encrypts)
            throws Exception {
        start(binary, 1, !encrypts);
        cluster.apply("{apiVersion: numaflow.numaproj.io/v1alpha1, kind: Pipeline, metadata: {name: p, namespace: "
                + names.namespace()
                + "}, spec: {interStepBufferServiceName: n, vertices: [{name: in, source: {generator:"
                + " {rpu: 5}}}, {name: out, sink: {log: {}}}], edges: [{from: in, to: out}]}}");
        try (Connection connection = servers.connect()) {
            await().until(() -> hasBuffer(connection));
            keep(connection, buffer);
            assertThat(read(connection, 1)).containsExactly(PLAIN + 0);
            String claim = claim();
            if (!encrypts) {
                anotherKeyIsAskedForAndTakenBack();
                assertUntouched(connection, claim);
            }

            encrypt(encrypts);
            wake(5);
            assertThat(service.message()).contains("spec.jetstream.encryption stays " + !encrypts, "ARE LOST", buffer);
            assertUntouched(connection, claim);

            approve();
            wakeUntilBegun();
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder().name("later").build());
            wakeUntilTakenBack();
            assertThat(approval()).as("another id").isNotEqualTo(approved());
            assertUntouched(connection, claim);

            approve();
            wakeUntilBegun();
            service.annotate(Annotations.APPROVE, "");
            wakeUntilTakenBack();
            assertUntouched(connection, claim);

            approve();
            if (!encrypts) {
                // No run dies while it ends, so the reply to it is seen.
                takeStepsUntil(() -> changes() == 1 && steps.partition() == 0);
                await().until(() -> {
                    wakeQuietly();
                    return isFinished();
                });
                assertThat(replies).contains(EventType.ENCRYPTION_MIGRATED);
            }
            takeStepsUntil(() -> isFinished() && changes() == 1);

            assertThat(pods.mistakes()).isEmpty();
            assertThat(pods.replaced()).containsExactly(names.pod(0));
            assertThat(claim()).isNotEqualTo(claim);
            assertThat(ObjectMetas.annotation(steps.statefulSet(), Annotations.ENCRYPTION))
                    .isEqualTo("" + encrypts);
            assertThat(steps.events()).anySatisfy(event -> assertThat(event)
                    .startsWith("StepsFinished")
                    .contains("Restart the pods", "app.kubernetes.io/component=vertex"));

            await().until(() -> hasBuffer(connection));
            assertThat(connection
                            .jetStreamManagement()
                            .getStreamInfo(buffer)
                            .getStreamState()
                            .getMsgCount())
                    .isZero();
            keep(connection, buffer);
            assertThat(read(connection, KEPT)).hasSize(KEPT).contains(PLAIN + (KEPT - 1));
            assertThat(isPlain(folder.resolve(claim()))).isEqualTo(!encrypts);
            assertThat(service.message()).doesNotContain("LOST");
        }
    }

    /** It is no key that was replaced: with another approval it would be asked for again. */
    private void anotherKeyIsAskedForAndTakenBack() {
        service.annotate(Annotations.ROTATE_KEY, "once");
        approve();
        wakeUntilBegun();
        service.annotate(Annotations.APPROVE, "");
        wakeUntilTakenBack();
        wake(1);
        assertThat(service.message()).contains("rotate-key", "ARE LOST");
        service.annotate(Annotations.ROTATE_KEY, "");
    }

    /** What has three copies is kept, and everything else is written and read again afterwards. */
    @Test
    void threeNodesKeepWhatHasThreeCopies() throws Exception {
        start(NatsServerBinary.obtainOldest(), 3, false);
        try (Connection connection = servers.connect()) {
            add(connection, "kept", 3);
            keep(connection, "kept");
            for (int i = 0; i < 4; i++) {
                add(connection, "single-" + i, 1);
                keep(connection, "single-" + i);
            }
            encrypt(true);
            wake(5);
            assertThat(service.message())
                    .contains("ALL MESSAGES OF 4 STREAMS ARE LOST (single-0, single-1, single-2 and 1 more)");
            assertThat(pods.replaced()).isEmpty();

            approve();
            takeStepsUntil(() -> isFinished() && changes() == 1);

            assertThat(pods.mistakes()).isEmpty();
            assertThat(pods.replaced()).containsExactly(names.pod(2), names.pod(1), names.pod(0));
            assertThat(connection
                            .jetStreamManagement()
                            .getStreamInfo("kept")
                            .getStreamState()
                            .getMsgCount())
                    .isEqualTo(KEPT);
            for (int i = 0; i < 4; i++) {
                buffer = "single-" + i;
                assertThat(connection
                                .jetStreamManagement()
                                .getStreamInfo(buffer)
                                .getStreamState()
                                .getMsgCount())
                        .as(buffer)
                        .isZero();
                keep(connection, buffer);
                assertThat(read(connection, KEPT)).as(buffer).hasSize(KEPT);
            }
            for (JsonNode claim : claims()) {
                assertThat(isPlain(folder.resolve(ObjectMetas.uid(claim)))).isFalse();
            }
        }
    }

    private void assertUntouched(Connection connection, String claim) throws Exception {
        assertThat(pods.replaced()).isEmpty();
        assertThat(claim()).isEqualTo(claim);
        assertThat(claims()).noneMatch(ObjectMetas::isDeleting);
        assertThat(changes()).isZero();
        assertThat(connection
                        .jetStreamManagement()
                        .getStreamInfo(buffer)
                        .getStreamState()
                        .getLastSequence())
                .isEqualTo(KEPT);
    }

    private static void add(Connection connection, String stream, int replicas) {
        await().ignoreExceptions()
                .until(() -> connection
                                .jetStreamManagement()
                                .addStream(StreamConfiguration.builder()
                                        .name(stream)
                                        .subjects(stream)
                                        .replicas(replicas)
                                        .build())
                        != null);
        await().ignoreExceptions()
                .until(() -> connection
                                .jetStreamManagement()
                                .addOrUpdateConsumer(
                                        stream,
                                        ConsumerConfiguration.builder()
                                                .durable(stream)
                                                .build())
                        != null);
    }

    private static void keep(Connection connection, String stream) {
        for (int i = 0; i < KEPT; i++) {
            FirstMessages.publish(connection, stream, i, (PLAIN + i).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** By the consumer that was made with the stream, as a vertex does. */
    private List<String> read(Connection connection, int most) throws IOException, JetStreamApiException {
        List<Message> messages = connection
                .jetStream()
                .subscribe(null, PullSubscribeOptions.bind(buffer, buffer))
                .fetch(most, Duration.ofSeconds(2));
        messages.forEach(Message::ack);
        return messages.stream()
                .map(message -> new String(message.getData(), StandardCharsets.UTF_8))
                .toList();
    }

    /** `health` and `provisioning`, as their events wake them; the latter is called by the end of the steps, too. */
    private boolean hasBuffer(Connection connection) throws IOException, JetStreamApiException {
        var health = cluster.clusterOf("health");
        TestBeans beans = TestBeans.of(health);
        new HealthReconciler(
                        beans.services(),
                        new ServiceHealth(health, new ServerReports(new Monitoring()), Clock.systemUTC()),
                        beans.status())
                .reconcile(new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(names)));
        try {
            TestProvisioning.on(cluster.clusterOf("provisioning"))
                    .reconcile(new Pointer(EventType.ENCRYPTION_MIGRATED, ObjectRef.of(names)));
        } catch (LeaseTaken | ConflictException again) {
            // Its holder died; another event comes.
            return false;
        }
        return connection.jetStreamManagement().getStreamNames().contains(buffer);
    }

    private boolean isPlain(Path disk) throws IOException {
        try (Stream<Path> files = Files.walk(disk)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(PLAIN)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void encrypt(boolean on) {
        new ObjectEdit(cluster.cluster())
                .write(
                        service.live().orElseThrow(),
                        live -> live.at("/spec/jetstream/encryption").asBoolean() == on,
                        live -> {
                            ObjectNode changed = live.deepCopy();
                            changed.withObject("/spec/jetstream").put("encryption", on);
                            return changed;
                        });
    }

    private void approve() {
        service.annotate(Annotations.APPROVE, approval());
    }

    private String approval() {
        Matcher id = APPROVAL.matcher(service.message());
        await().until(() -> {
            wakeQuietly();
            return id.reset(service.message()).find();
        });
        return id.group(1);
    }

    private String approved() {
        return ObjectMetas.annotation(service.live().orElseThrow(), Annotations.APPROVE);
    }

    private void wakeUntilBegun() {
        await().until(() -> {
            wakeQuietly();
            return changes() == 1;
        });
    }

    private void wakeUntilTakenBack() {
        await().until(() -> {
            wakeQuietly();
            return changes() == 0 && isFinished();
        });
    }

    private boolean isFinished() {
        return pods.areReady()
                && steps.areDone()
                && ObjectMetas.annotation(steps.statefulSet(), Annotations.ENCRYPTION_BEFORE)
                        .isEmpty()
                && ObjectMetas.annotation(steps.statefulSet(), Annotations.ENCRYPTION_LOSS)
                        .isEmpty();
    }

    private void takeStepsUntil(Callable<Boolean> finished) {
        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            die();
            wakeQuietly();
            return finished.call();
        });
    }

    /** A process that ends somewhere on its way, and leaves its Lease for a minute; the clock of the next one is later. */
    private void die() {
        try {
            wake(TestBeans.of(new DyingCluster(cluster.clientOf("update"), 2 + deaths++ * 5 % 37)));
        } catch (DyingCluster.Death | LeaseTaken | ConflictException ends) {
            // The next event goes on; one within a minute finds the Lease of the one that died.
        }
    }

    private void wake(int times) {
        for (int i = 0; i < times; i++) {
            wakeQuietly();
        }
    }

    /** An event is delivered again where somebody wrote meanwhile. */
    private void wakeQuietly() {
        try {
            wake(TestBeans.of(cluster.clusterOf("update"), Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2))));
        } catch (ConflictException again) {
            // The next event goes on.
        }
    }

    private void wake(TestBeans beans) {
        Pointer event = new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(names));
        Outcome outcome =
                beans.services().with(event, live -> beans.stepped().reconcile(live, new EventBatch(List.of(event))));
        if (outcome instanceof Outcome.Reply reply) {
            replies.add(reply.type());
        }
    }

    private List<JsonNode> claims() {
        return cluster.cluster().list(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace());
    }

    /** The uid of that of the only node. */
    private String claim() {
        return ObjectMetas.uid(claims().get(0));
    }

    private int changes() {
        return RunningEncryption.changes(steps.statefulSet());
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(TIMEOUT);
    }
}
