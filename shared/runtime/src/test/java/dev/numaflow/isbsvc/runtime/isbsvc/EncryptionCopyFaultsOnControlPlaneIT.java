package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.nats.client.Connection;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to a service with one node while its data is copied aside: functions die between requests to servers, servers are killed, the copy
 * is lost, its user changes the spec back or deletes it. Nothing is lost, and nothing ends that was not proved (invariants 1, 7, 8 and 13).
 */
class EncryptionCopyFaultsOnControlPlaneIT {

    private static final int LARGE = 60;
    private static final int LARGE_BYTES = 256 * 1024;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private CopiedService one;
    private Connection connection;
    private String claim;
    private List<String> stored;

    private void start(boolean encrypted) throws Exception {
        one = new CopiedService(cluster, NatsServerBinary.obtainNewest(), encrypted, false, folder);
        connection = one.servers.connect();
        one.fill(connection);
        connection
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("large")
                        .subjects("large")
                        .storageType(StorageType.File)
                        .build());
        for (int i = 0; i < LARGE; i++) {
            connection.jetStream().publish("large", new byte[LARGE_BYTES]);
        }
        claim = one.claim();
        stored = CopiedService.stored(connection);
    }

    private void startEncrypting() throws Exception {
        start(false);
        one.encrypt(true);
        one.approve();
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
    void whoeverDiesBetweenRequestsToServersAndWhicheverServerIsKilledNothingIsLost() throws Exception {
        start(true);
        one.service.annotate(Annotations.ROTATE_KEY, "another");
        one.approve();
        CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> {
            killAt("copying stream", one.copyPods);
            killAt("restoring stream", one.pods);
        });

        one.takeWithoutServersUntil(() ->
                one.changes() == 1 && one.isFinished() && one.copyObjects().isEmpty());

        assertThat(killed).as("both were killed").isCompleted();
        assertThat(CopiedService.stored(connection)).isEqualTo(stored);
        assertThat(one.claim()).isNotEqualTo(claim);
        assertThat(one.pods.mistakes()).isEmpty();
        assertThat(one.copyPods.mistakes()).isEmpty();
        assertThat(one.plainDisks()).isEmpty();
        connection.jetStream().publish("buffer-0", new byte[1]);
    }

    private void killAt(String message, EncryptedDiskServers pods) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> one.isSaid(message));
        pods.kill(0);
    }

    @Test
    void aChangeOfMindAndADeletionWhileItIsCopiedLeaveEverythingAsItWas() throws Exception {
        startEncrypting();
        one.takeUntil(this::isBeingCopied);
        one.encrypt(false);
        one.takeUntil(one::isAsBefore);
        assertAsBefore();
        one.service.annotate(Annotations.APPROVE, "");
        one.encrypt(true);
        one.approve();
        one.takeUntil(this::isBeingCopied);

        one.service.deleteService(DeletionPropagation.BACKGROUND);
        assertThat(one.service.message()).contains("the deletion waits: an approved change has what it stores copied");
        one.takeUntil(() -> one.isBack() && one.copyObjects().isEmpty());

        assertAsBefore();
        assertThat(one.service.live())
                .as("a deletion is decided by another function")
                .isPresent();
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

    private void assertAsBefore() throws Exception {
        assertThat(CopiedService.stored(connection)).isEqualTo(stored);
        assertThat(one.claim()).isEqualTo(claim);
        assertThat(one.pods.replaced()).isEmpty();
    }

    @Test
    void aNodeThatCannotBeAskedKeepsNoChangeFromBeingTakenBackAndIsOpenedOnceItIsBack() throws Exception {
        startEncrypting();
        itIsSaidWhyThereIsNoCopy();
        one.takeUntil(this::isBeingCopied);
        one.servers.kill(0);
        one.encrypt(false);

        one.takeUntil(() -> one.changes() == 0 && one.copyObjects().isEmpty());

        assertThat(one.claim()).isEqualTo(claim);
        one.servers.replace(0);
        one.takeUntil(() -> one.isFinished() && !isBeingCopied());
        assertAsBefore();
        assertThat(ObjectMetas.annotation(one.steps.statefulSet(), Annotations.STREAMS_CLOSED))
                .isEmpty();
    }

    private void itIsSaidWhyThereIsNoCopy() {
        JsonNode set = one.steps.statefulSet();
        JsonNode foreign = cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: "
                + one.names.ofCopy().configMap() + ", namespace: " + one.names.namespace()
                + ", ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, controller: true, name: "
                + ObjectRef.of(set).name() + ", uid: " + ObjectMetas.uid(set) + "}]}}");

        one.takeUntil(() -> one.isSaid("cannot be written: it belongs to"));

        cluster.cluster().delete(foreign);
    }

    @Test
    void nothingEndsWithoutTheCopyThatWasComplete() throws Exception {
        startEncrypting();
        one.takeUntil(() -> !one.claims().contains(claim));
        loseCopy();

        one.takeUntil(() -> one.isSaid("the volume of the complete copy is not there any more"));

        assertThat(one.changes()).isOne();
        assertThat(one.isFinished()).isFalse();
        assertThat(ObjectMetas.annotation(one.steps.statefulSet(), Annotations.ENCRYPTION_COPIED))
                .isNotEmpty();
        assertThat(one.told).noneMatch(each -> each.contains("is removed"));

        giveUp();
        one.takeUntil(one::isFinished);
        assertThat(one.changes()).isOne();
    }

    /** As the message says, where the data may go. */
    private void giveUp() {
        new ObjectEdit(cluster.cluster())
                .write(
                        one.steps.statefulSet(),
                        live -> ObjectMetas.annotation(live, Annotations.ENCRYPTION_COPIED)
                                .isEmpty(),
                        live -> {
                            ObjectNode changed = live.deepCopy();
                            changed.withObject("/metadata/annotations").put(Annotations.ENCRYPTION_COPIED, "");
                            return changed;
                        });
    }

    private void loseCopy() {
        ObjectRef name = new ObjectRef(
                ObjectKind.PERSISTENT_VOLUME_CLAIM,
                one.names.namespace(),
                one.names.ofCopy().claim(0));
        cluster.cluster().get(ObjectRef.ofStatefulSet(one.names.ofCopy())).ifPresent(cluster.cluster()::delete);
        Optional<JsonNode> copy = cluster.cluster().get(name);
        cluster.cluster().delete(copy.orElseThrow());
        cluster.cluster().get(name).ifPresent(new ClaimFinalizer(cluster.cluster())::remove);
    }
}
