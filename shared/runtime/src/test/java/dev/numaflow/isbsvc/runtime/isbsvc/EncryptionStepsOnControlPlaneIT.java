package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.nats.client.Connection;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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
 * The encryption of a service with disks is changed node by node, under load, by the real controllers of StatefulSets and claims, with real
 * servers, and with the rights of `update` (invariants 1, 7, 8, 11 and 13).
 */
class EncryptionStepsOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int NODES = 3;
    private static final int KEPT = 200;
    private static final String PLAIN = "this is read by everybody who finds the disk ";
    private static final Pattern APPROVAL =
            Pattern.compile("annotation " + Pattern.quote(Annotations.APPROVE) + ": ([0-9a-f]{8})");

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private WatchedService service;
    private Names names;
    private RenderedCluster servers;
    private EncryptedDiskServers pods;
    private StepEvents steps;

    static Stream<Arguments> releases() {
        return Stream.of(
                Arguments.of("oldest supported", NatsServerBinary.obtainOldest()),
                Arguments.of("newest", NatsServerBinary.obtainNewest()));
    }

    private void start(Path binary) throws Exception {
        service = WatchedService.create(
                cluster, "encrypt", "{version: latest, replicas: 3, persistence: {volumeSize: 1Gi}}");
        names = service.names();
        steps = new StepEvents(cluster, service, TIMEOUT, 37);
        servers = RenderedCluster.empty(binary, cluster, names, folder, NODES);
        HostNames.ofThisJvm().point(names, servers.addresses());
        pods = new EncryptedDiskServers(cluster, names, servers, folder);
        await().until(pods::areStarted);
        servers.awaitComplete();
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

    @ParameterizedTest(name = "{0}")
    @MethodSource("releases")
    void encryptsReplacesTheKeyAndDecryptsNodeByNodeUnderLoad(String release, Path binary) throws Exception {
        start(binary);
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            keep(connection);
            flow.awaitMore(200);
            Set<String> told = new HashSet<>();
            assertThat(isPlainOnDisks()).isTrue();

            encrypt(true);
            steps.wake();
            assertThat(service.message()).contains("spec.jetstream.encryption stays false (wanted true)", "approve");
            assertThat(mounted()).isEqualTo(names.configMap());
            approve();
            steps.takeUntil(this::isFinished, told);
            assertMigrated(connection, 1, NODES);
            assertThat(isPlainOnDisks())
                    .as("nothing of before is left on a disk")
                    .isFalse();

            service.annotate(Annotations.ROTATE_KEY, "once");
            steps.takeUntil(() -> isFinished() && changes() == 2, told);
            assertMigrated(connection, 2, 2 * NODES);
            assertThat(isPlainOnDisks()).isFalse();
            assertThat(key(2)).isNotEqualTo(key(1)).hasSize(32);

            encrypt(false);
            steps.wake();
            approve();
            steps.takeUntil(() -> isFinished() && changes() == 3, told);
            assertMigrated(connection, 3, 3 * NODES);
            assertThat(isPlainOnDisks()).isTrue();
            assertThat(steps.foundByRepair()).isEmpty();

            flow.awaitMore(100);
            List<Integer> written = flow.written();
            flow.assertAllRead(TIMEOUT, written);
            assertThat(MessageFlow.stored(connection)).isGreaterThanOrEqualTo(written.size());
            System.out.printf(
                    "%s servers: %d messages, all %d nodes replaced three times, longest publish %d ms; %s%n",
                    release, written.size(), NODES, flow.longestPublish().toMillis(), told);
            assertNoSecretIn(told);
        }
    }

    @Test
    void aToggleBackInTheMiddleEndsTheChangeAndThenGoesBackNodeByNode() throws Exception {
        start(NatsServerBinary.obtain());
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            keep(connection);
            flow.awaitMore(100);
            encrypt(true);
            steps.wake();
            approve();
            steps.takeUntil(() -> pods.replaced().contains(names.pod(2)), new HashSet<>());

            encrypt(false);
            steps.wake();
            assertThat(mounted()).isEqualTo(names.withEncryption(1).configMap());
            steps.takeUntil(() -> isFinished() && changes() == 1, new HashSet<>());
            assertThat(service.message()).contains("spec.jetstream.encryption stays true (wanted false)");
            approve();
            steps.takeUntil(() -> isFinished() && changes() == 2, new HashSet<>());

            assertMigrated(connection, 2, 2 * NODES);
            assertThat(isPlainOnDisks()).isTrue();
            flow.assertAllRead(TIMEOUT, flow.written());
        }
    }

    @Test
    void oneThatHasReplacedNoNodeIsTakenBackAtOnce() throws Exception {
        start(NatsServerBinary.obtain());
        try (Connection connection = servers.connect()) {
            MessageFlow flow = MessageFlow.start(connection);
            keep(connection);
            flow.awaitMore(100);
            encrypt(true);
            steps.wake();
            approve();
            await().until(() -> {
                steps.wakeQuietly();
                return mounted().equals(names.withEncryption(1).configMap());
            });
            assertThat(steps.partition()).isEqualTo(NODES);

            encrypt(false);
            steps.takeUntil(() -> isFinished() && changes() == 0, new HashSet<>());

            assertThat(pods.replaced()).isEmpty();
            assertThat(mounted()).isEqualTo(names.configMap());
            assertThat(service.live(
                            ObjectKind.CONFIG_MAP, names.withEncryption(1).configMap()))
                    .isEmpty();
            flow.assertAllRead(TIMEOUT, flow.written());
        }
    }

    /** Where disks go with the pods, the roll is enough once the template has the next names. */
    @Test
    void withoutPersistenceItIsARollInSteps() throws Exception {
        service = WatchedService.create(cluster, "encrypt", "{version: latest, replicas: 3}");
        names = service.names();
        steps = new StepEvents(cluster, service, TIMEOUT, 37);
        servers = RenderedCluster.start(NatsServerBinary.obtain(), cluster, names, folder, NODES);
        HostNames.ofThisJvm().point(names, servers.addresses());
        try (PodServers withoutDisks = new PodServers(cluster, names, servers);
                Connection connection = servers.connect()) {
            await().until(withoutDisks::areReady);
            MessageFlow flow = MessageFlow.start(connection);
            keep(connection);
            flow.awaitMore(100);
            encrypt(true);
            steps.wake();
            approve();
            steps.takeUntil(() -> isFinished() && changes() == 1, new HashSet<>());

            assertThat(withoutDisks.replaced()).containsExactly(names.pod(2), names.pod(1), names.pod(0));
            assertThat(mounted()).isEqualTo(names.withEncryption(1).configMap());
            assertThat(service.live(ObjectKind.CONFIG_MAP, names.configMap())).isEmpty();
            assertThat(isPlain(folder)).isFalse();
            assertAllKept(connection);
            flow.assertAllRead(TIMEOUT, flow.written());
        }
    }

    private void assertMigrated(Connection connection, int changes, int replaced) throws Exception {
        Names now = names.withEncryption(changes);
        assertThat(pods.mistakes()).isEmpty();
        assertThat(pods.replaced().subList(replaced - NODES, replaced))
                .as("%s", pods.replaced())
                .containsExactly(names.pod(2), names.pod(1), names.pod(0));
        assertThat(pods.replaced()).hasSize(replaced);
        assertThat(mounted()).isEqualTo(now.configMap());
        assertThat(service.live(
                        ObjectKind.CONFIG_MAP, names.withEncryption(changes - 1).configMap()))
                .isEmpty();
        assertThat(IntStream.rangeClosed(0, changes)
                        .mapToObj(each -> service.live(
                                ObjectKind.SECRET, names.withEncryption(each).keySecret())))
                .allMatch(Optional::isPresent);
        assertThat(cluster.cluster().list(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace()).stream()
                        .map(claim -> ObjectMetas.annotation(claim, Annotations.ENCRYPTION_SUFFIX)))
                .hasSize(NODES)
                .containsOnly(String.valueOf(changes));
        assertAllKept(connection);
    }

    private static void assertAllKept(Connection connection) throws Exception {
        for (int i = 0; i < KEPT; i++) {
            assertThat(new String(
                            connection
                                    .jetStreamManagement()
                                    .getMessage("kept", i + 1L)
                                    .getData(),
                            StandardCharsets.UTF_8))
                    .isEqualTo(PLAIN + i);
        }
    }

    private static void keep(Connection connection) throws Exception {
        connection
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("kept")
                        .subjects("kept")
                        .replicas(NODES)
                        .build());
        for (int i = 0; i < KEPT; i++) {
            FirstMessages.publish(connection, "kept", i, (PLAIN + i).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Whether somebody who has the disks of the live claims reads messages; after a moment in which servers write what they have. */
    private boolean isPlainOnDisks() throws IOException {
        for (JsonNode claim : cluster.cluster().list(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace())) {
            if (isPlain(folder.resolve(ObjectMetas.uid(claim)))) {
                return true;
            }
        }
        return false;
    }

    /** Servers write and replace files meanwhile. */
    private static boolean isPlain(Path disk) throws IOException {
        boolean[] found = {false};
        Files.walkFileTree(disk, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    found[0] |= contains(Files.readAllBytes(file), PLAIN.getBytes(StandardCharsets.UTF_8));
                } catch (NoSuchFileException gone) {
                    return FileVisitResult.CONTINUE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found[0];
    }

    private static boolean contains(byte[] content, byte[] text) {
        return IntStream.rangeClosed(0, content.length - text.length)
                .anyMatch(from -> content[from] == text[0]
                        && Arrays.equals(content, from, from + text.length, text, 0, text.length));
    }

    private void assertNoSecretIn(Set<String> told) {
        List<String> events = steps.events();
        for (int change = 0; change <= 3; change++) {
            String key = key(change);
            assertThat(Stream.concat(told.stream(), events.stream())).noneMatch(text -> text.contains(key));
        }
    }

    private String key(int change) {
        return TestCluster.text(
                service.secret(names.withEncryption(change).keySecret()).path("data"), Keys.ENCRYPTION);
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
        Matcher id = APPROVAL.matcher(service.message());
        await().until(() -> {
            steps.wakeQuietly();
            return id.reset(service.message()).find();
        });
        service.annotate(Annotations.APPROVE, id.group(1));
    }

    private boolean isFinished() {
        return (pods == null || pods.areReady())
                && steps.areDone()
                && ObjectMetas.annotation(steps.statefulSet(), Annotations.ENCRYPTION_BEFORE)
                        .isEmpty();
    }

    private String mounted() {
        return steps.statefulSet()
                .at("/spec/template/spec/volumes")
                .findValues("configMap")
                .get(0)
                .path("name")
                .asText();
    }

    private int changes() {
        return RunningEncryption.changes(steps.statefulSet());
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(TIMEOUT);
    }
}
