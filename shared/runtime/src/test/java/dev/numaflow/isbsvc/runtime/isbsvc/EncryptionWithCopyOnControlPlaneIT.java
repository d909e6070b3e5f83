package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
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

    private static final String WRITTEN = "buffer-1";
    private static final Duration BETWEEN = Duration.ofMillis(100);

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private CopiedService one;
    private boolean isCreated;

    static Stream<Arguments> releases() {
        return Stream.of(
                Arguments.of("oldest supported", NatsServerBinary.obtainOldest(), true, false),
                Arguments.of("newest", NatsServerBinary.obtainNewest(), false, true));
    }

    @AfterEach
    void close() {
        if (one != null) {
            one.close();
        }
        cluster.close();
    }

    @ParameterizedTest(name = "{0}, encrypted: {2}, TLS: {3}")
    @MethodSource("releases")
    void oneNodeGetsAnotherDiskAndEverythingIsAsItWas(String release, Path binary, boolean encrypts, boolean tls)
            throws Exception {
        one = new CopiedService(cluster, binary, !encrypts, tls, folder);
        JsonNode pipeline =
                cluster.apply("{apiVersion: numaflow.numaproj.io/v1alpha1, kind: Pipeline, metadata: {name: p,"
                        + " namespace: " + one.names.namespace() + "}, spec: {interStepBufferServiceName: n}}");
        try (Connection connection = one.servers.connect()) {
            one.fill(connection);
            String claim = one.claim();
            one.encrypt(encrypts);
            if (encrypts) {
                itWaitsForPipelinesClosesStreamsAndIsTakenBack(connection, pipeline, claim);
            } else {
                one.pause(pipeline);
            }
            List<String> stored = CopiedService.stored(connection);

            one.approve();
            one.takeUntil(() -> {
                createOnAnotherDisk(connection, claim);
                return one.changes() == 1
                        && one.isFinished()
                        && one.copyObjects().isEmpty();
            });

            assertThat(CopiedService.stored(connection)).isEqualTo(stored);
            assertThat(one.claim()).isNotEqualTo(claim);
            assertThat(one.pods.replaced())
                    .as("once for the disk, and once to compare what is on it")
                    .containsExactly(one.names.pod(0), one.names.pod(0));
            assertThat(one.pods.mistakes()).isEmpty();
            assertThat(one.copyPods.mistakes()).isEmpty();
            assertThat(one.told)
                    .anyMatch(each -> each.contains("copying stream "))
                    .anyMatch(each -> each.contains("restoring stream "));
            assertThat(one.isPlain(one.claim())).isEqualTo(!encrypts);
            assertThat(one.plainDisks())
                    .as("no copy is stored in plain text")
                    .containsExactly(encrypts ? claim : one.claim());
            assertThat(ObjectMetas.annotation(one.steps.statefulSet(), Annotations.ENCRYPTION))
                    .isEqualTo("" + encrypts);
            assertThat(one.steps.events())
                    .anySatisfy(event ->
                            assertThat(event).startsWith("StepsFinished").contains("restored"));
            assertThat(CopiedService.read(connection, "buffer-0", 2).get(0)).isEqualTo(CopiedService.PLAIN + 10);
            connection.jetStream().publish("buffer-0", new byte[1]);
        }
    }

    /** As Numaflow does, which misses a stream before that is restored. */
    private void createOnAnotherDisk(Connection connection, String claim) {
        if (isCreated || one.claims().contains(claim) || !one.pods.areReady()) {
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
            one.told.add("not created: " + restored.getMessage());
        }
    }

    private void itWaitsForPipelinesClosesStreamsAndIsTakenBack(Connection connection, JsonNode pipeline, String claim)
            throws Exception {
        one.approve();
        one.takeUntil(() -> one.isSaid("not paused yet: Pipeline " + one.names.namespace() + "/p"));
        assertUntouched(claim);
        one.pause(pipeline);
        long before = messages(connection);
        int acknowledged = somebodyWritesUntilItIsCopied(connection);
        assertUntouched(claim);
        one.service.annotate(Annotations.APPROVE, "");
        one.takeUntil(one::isAsBefore);
        assertUntouched(claim);
        assertThat(messages(connection)).isGreaterThanOrEqualTo(before + acknowledged);
    }

    private static long messages(Connection connection) throws Exception {
        return connection
                .jetStreamManagement()
                .getStreamInfo(WRITTEN)
                .getStreamState()
                .getMsgCount();
    }

    /** Whoever writes all the same is stopped by that, and loses nothing. @return how many messages were acknowledged */
    private int somebodyWritesUntilItIsCopied(Connection connection) throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicBoolean ends = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            while (!ends.get()) {
                try {
                    connection.jetStream().publish(WRITTEN, new byte[1]);
                    acknowledged.incrementAndGet();
                } catch (IOException | JetStreamApiException closed) {
                    // The next one is refused as well, until it is taken back.
                }
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        });
        try {
            one.takeUntil(() -> one.told.stream().anyMatch(each -> each.contains("copying stream ")));
            assertThat(one.changes()).isOne();
        } finally {
            ends.set(true);
            writer.join();
        }
        return acknowledged.get();
    }

    private void assertUntouched(String claim) {
        assertThat(one.pods.replaced()).isEmpty();
        assertThat(one.claim()).isEqualTo(claim);
    }
}
