package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.DyingCluster;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The volumes of a service grow whose ConfigMap has had another name since its encryption was changed: without the StatefulSet, which is
 * created again for that, nothing else tells the name (invariants 1 and 8).
 */
class VolumeGrowthAfterEncryptionOnControlPlaneIT {

    @TempDir
    Path folder;

    @Test
    void whoeverDiesWhileTheStatefulSetIsCreatedAgainEndsWithTheSamePodOnTheSameDisk() throws Exception {
        String storageClass = "grows-" + UUID.randomUUID();
        try (TestCluster cluster = new TestCluster();
                CopiedService one = new CopiedService(
                        cluster, NatsServerBinary.obtainNewest(), false, false, folder, 1, Optional.of(storageClass));
                ResizedVolumes volumes = new ResizedVolumes(cluster, one.names, storageClass)) {
            one.encrypt(true);
            one.takeUntil(() -> one.changes() == 1 && one.isFinished());
            volumes.allowExpansion(true);
            volumes.bind(1, "1Gi");
            try (Connection connection = one.servers.connect()) {
                one.fill(connection);
                List<String> stored = CopiedService.stored(connection);

                int ends = growDying(one, volumes, cluster);

                assertThat(ends).isGreaterThan(6);
                assertThat(CopiedService.stored(connection)).isEqualTo(stored);
            }
            assertThat(one.pods.mistakes()).isEmpty();
        }
    }

    /** @return after how many writes somebody died before one did not */
    private static int growDying(CopiedService one, ResizedVolumes volumes, TestCluster cluster) {
        String pod = pod(one);
        for (int writes = 0; ; writes++) {
            String size = (writes + 2) + "Gi";
            one.steps.change(spec -> spec.withObject("/persistence").put("volumeSize", size));
            volumes.ask(0, size);
            volumes.resize(0);
            DyingCluster process = DyingCluster.afterWrite(cluster.clientOf("update"), writes);
            one.wake(process);
            one.takeStepByStepUntil(() -> size(one).equals(size) && one.isFinished() && !hasRecord(one));
            assertThat(pod(one)).as("after %d writes", writes).isEqualTo(pod);
            if (!process.isDead()) {
                return writes;
            }
        }
    }

    private static String pod(CopiedService one) {
        return one.service
                .live(ObjectKind.POD, one.names.pod(0))
                .map(ObjectMetas::uid)
                .orElse("");
    }

    private static String size(CopiedService one) {
        return one.service
                .live(ObjectKind.STATEFUL_SET, one.names.statefulSet())
                .map(set -> set.at("/spec/volumeClaimTemplates/0/spec/resources/requests/storage")
                        .asText())
                .orElse("");
    }

    /** Under the name that is found without a StatefulSet there is nothing else. */
    private static boolean hasRecord(CopiedService one) {
        return one.service.live(ObjectKind.CONFIG_MAP, one.names.configMap()).isPresent()
                || one.service
                        .live(ObjectKind.CONFIG_MAP, one.names.withEncryption(1).configMap())
                        .filter(VolumeGrowthAfterEncryptionOnControlPlaneIT::isRecorded)
                        .isPresent();
    }

    private static boolean isRecorded(JsonNode configMap) {
        return !ObjectMetas.annotation(configMap, Annotations.STATEFUL_SET).isEmpty();
    }
}
