package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.nats.client.Connection;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service with one node gets three, with the real controllers of StatefulSets and claims, real servers, and the rights of the functions, which
 * die between requests: everything that it stores is on the new nodes afterwards (invariants 1, 7, 8, 11 and 13).
 */
class ScaleFromOneOnControlPlaneIT {

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private CopiedService one;
    private Connection connection;

    private void start(Path binary, boolean tls) throws Exception {
        one = new CopiedService(cluster, binary, false, tls, folder, 3);
        connection = one.servers.connect();
    }

    @AfterEach
    void close() throws Exception {
        if (connection != null) {
            connection.close();
        }
        if (one != null) {
            one.close();
        }
        cluster.close();
    }

    @Test
    void everythingIsCopiedAsideAndRestoredToThreeNodesUnlessItsUserThinksBetterOfIt() throws Exception {
        start(NatsServerBinary.obtainNewest(), false);
        one.fill(connection);
        String claim = one.claim();
        List<String> stored = CopiedService.stored(connection);

        one.scale(3);
        one.approve();
        one.takeUntil(this::isBeingCopied);
        somebodyStartsTheOthersBeforeTheirTurn();
        one.scale(1);
        one.takeUntil(one::isAsBefore);
        assertThat(CopiedService.stored(connection)).isEqualTo(stored);
        deleteLeft();
        assertThat(one.claims()).containsExactly(claim);
        assertThat(one.pods.replaced()).doesNotContain(one.names.pod(0));
        one.service.annotate(Annotations.APPROVE, "");

        one.scale(3);
        one.approve();
        CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> one.isSaid("restoring stream"));
            one.pods.kill(1);
        });
        one.takeWithoutServersUntil(() ->
                one.changes() == 1 && one.isFinished() && one.copyObjects().isEmpty());

        assertThat(killed).isCompleted();
        assertThat(CopiedService.stored(connection))
                .as("the same, in as many copies as the service asks for")
                .isEqualTo(stored.stream()
                        .map(each -> each.replace("\"num_replicas\":1", "\"num_replicas\":3"))
                        .toList());
        assertThat(one.claims()).hasSize(3).doesNotContain(claim);
        assertThat(one.pods.mistakes()).isEmpty();
        assertThat(one.copyPods.mistakes()).isEmpty();
        assertThat(Stream.of(Annotations.NODES_AFTER, Annotations.NODES_STARTED, Annotations.ENCRYPTION_BEFORE))
                .allMatch(each ->
                        ObjectMetas.annotation(one.steps.statefulSet(), each).isEmpty());
        assertThat(CopiedService.read(connection, "buffer-0", 2).get(0)).isEqualTo(CopiedService.PLAIN + 10);
        connection.jetStream().publish("buffer-0", new byte[1]);
    }

    /** Each stream is on one of the nodes until it takes messages again; what is restored once more is read from the disks once more. */
    @Test
    void whatANodeLosesWithItsDiskAfterEverythingWasComparedIsRestoredAgain() throws Exception {
        start(NatsServerBinary.obtainOldest(), true);
        one.fill(connection);
        List<String> stored = CopiedService.stored(connection);
        one.scale(3);
        one.approve();
        one.takeStepByStepUntil(this::isCompared);
        JsonNode compared = one.steps.statefulSet();

        one.loseDisk(nodeWithAStream());
        one.takeStepByStepUntil(() ->
                one.changes() == 1 && one.isFinished() && one.copyObjects().isEmpty());

        assertThat(CopiedService.stored(connection))
                .isEqualTo(stored.stream()
                        .map(each -> each.replace("\"num_replicas\":1", "\"num_replicas\":3"))
                        .toList());
        assertThat(restartedFor(one.steps.statefulSet()))
                .as("which pods were given streams before all were restarted")
                .isNotEqualTo(restartedFor(compared));
    }

    private boolean isCompared() {
        return one.copyObjects().stream().anyMatch(each -> !ObjectMetas.annotation(each, Annotations.RESTORED_TO)
                .isEmpty());
    }

    private int nodeWithAStream() throws Exception {
        for (String name : connection.jetStreamManagement().getStreamNames()) {
            String leader = connection
                    .jetStreamManagement()
                    .getStreamInfo(name)
                    .getClusterInfo()
                    .getLeader();
            if (!leader.equals(one.names.pod(0))) {
                return leader.equals(one.names.pod(1)) ? 1 : 2;
            }
        }
        throw new AssertionError("no other node has a stream");
    }

    private static String restartedFor(JsonNode statefulSet) {
        return statefulSet
                .at("/spec/template/metadata/annotations")
                .path(Annotations.RESTORED_THROUGH)
                .asText();
    }

    private void somebodyStartsTheOthersBeforeTheirTurn() {
        cluster.client()
                .apps()
                .statefulSets()
                .inNamespace(one.names.namespace())
                .withName(one.names.statefulSet())
                .scale(3);
        Awaitility.await().until(() -> one.claims().size() == 3);

        one.takeUntil(() -> one.isSaid("is left from before"));

        assertThat(Running.replicas(one.steps.statefulSet())).isOne();
    }

    /** As the message says. */
    private void deleteLeft() {
        for (int node = 1; node < 3; node++) {
            cluster.client()
                    .persistentVolumeClaims()
                    .inNamespace(one.names.namespace())
                    .withName(one.names.claim(node))
                    .delete();
        }
        Awaitility.await().until(() -> one.claims().size() == 1);
    }

    /** Some stream takes nothing any more. */
    private boolean isBeingCopied() throws Exception {
        for (String name : connection.jetStreamManagement().getStreamNames()) {
            if (connection
                    .jetStreamManagement()
                    .getStreamInfo(name)
                    .getConfiguration()
                    .getSubjects()
                    .get(0)
                    .startsWith("copied-aside.")) {
                return true;
            }
        }
        return false;
    }

    /** A stream that appears in between keeps the disk that it is on. */
    @Test
    void withoutAnyStreamNobodyIsAskedAndNothingIsCopied() throws Exception {
        start(NatsServerBinary.obtainNewest(), false);
        String claim = one.claim();
        one.scale(3);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            one.steps.wakeQuietly();
            return one.changes() == 1;
        });
        connection
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder().name("late").build());
        one.takeUntil(() -> one.isAsBefore() && one.isSaid(", and everything is copied"));
        assertThat(one.claims()).containsExactly(claim);
        assertThat(one.pods.replaced()).isEmpty();

        assertThat(FunctionsDeletion.of(connection, "late")).isTrue();
        one.told.clear();
        one.takeUntil(() -> one.changes() == 1 && one.isFinished());

        assertThat(one.claims()).hasSize(3).doesNotContain(claim);
        assertThat(one.told).noneMatch(each -> each.contains("copying"));
        assertThat(one.copyObjects()).isEmpty();
        one.fill(connection);
    }
}
