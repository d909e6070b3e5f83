package dev.numaflow.isbsvc.runtime.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.secrets.NextKey;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the claim of the only node where two runs hold the Lease, one after the other, and the first one wakes late (invariant 13). */
class MigratedDisksIT {

    private final TestCluster cluster = new TestCluster();
    private final Names names = cluster.names("n");

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void whoeverStalledSinceItDecidedDeletesNoClaimOfANodeThatKeepsItsDisk() {
        MigratedDisks disks = new MigratedDisks(cluster.clusterOf("update"));
        MigrationView stalled = view(cluster.apply("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: "
                + names.claim(0) + ", namespace: " + names.namespace()
                + "}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}"));

        assertThat(writes().keepsDisk(names)).isTrue();

        assertThat(disks.delete(stalled, 0)).isFalse();
        assertThat(ObjectMetas.isDeleting(claim())).isFalse();
        assertThat(writes().keepsDisk(names)).isTrue();
        assertThat(ObjectMetas.annotation(claim(), Annotations.DISK_KEPT)).isEqualTo("2");
        assertThat(disks.delete(view(claim()), 0)).as("decided since").isTrue();
        assertThat(ObjectMetas.isDeleting(claim())).isTrue();
    }

    private MigrationWrites writes() {
        TestBeans beans = TestBeans.of(cluster.clusterOf("update"));
        return new MigrationWrites(beans.cluster(), beans.applier(), new NextKey(beans.cluster()));
    }

    private MigrationView view(JsonNode claim) {
        return new MigrationView(names, JsonNodeFactory.instance.objectNode(), List.of(), List.of(claim), null);
    }

    private JsonNode claim() {
        return cluster.cluster()
                .get(new ObjectRef(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace(), names.claim(0)))
                .orElseThrow();
    }
}
