package dev.numaflow.isbsvc.runtime.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.ClaimFinalizer;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the claim of a copy that somebody deletes, or whose place another one takes (invariants 1 and 8). */
class CopyServerIT {

    private final TestCluster cluster = new TestCluster();
    private final Names copy = cluster.names("n").ofCopy();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aClaimThatIsRecordedAndHeldIsKeptAlsoWhereSomebodyDeletesIt() {
        JsonNode claim = claim();

        assertThat(server().keep(claim, "three")).isTrue();
        delete(claim);

        assertThat(ObjectMetas.isDeleting(live(claim))).isTrue();
        assertThat(server().keep(live(claim), "three"))
                .as("its StatefulSet may record it")
                .isTrue();
        assertThat(server().keep(live(claim), "four")).isFalse();
    }

    @Test
    void whoeverStalledSinceItDecidedRemovesNoCopyThatWasMadeSince() {
        JsonNode tree = cluster.apply(
                "{apiVersion: numaflow.numaproj.io/v1alpha1, kind: InterStepBufferService, metadata: {name: n,"
                        + " namespace: " + copy.namespace() + "}, spec: {jetstream: {version: latest, replicas: 1}}}");
        LiveService service = new LiveService(tree, StrictReader.withoutSpec(tree), null);
        JsonNode before = claim();
        delete(before);
        awaitGone(before);
        JsonNode since = claim();
        assertThat(server().keep(since, "three")).isTrue();

        assertThat(server().remove(service, before)).isFalse();

        assertThat(ObjectMetas.isDeleting(live(since))).isFalse();
        assertThat(ClaimFinalizer.isOn(live(since))).isTrue();
        assertThat(server().remove(service, live(since))).isTrue();
        awaitGone(since);
    }

    /** Where the claim of the node and its pod were deleted, and the copy is gone, nothing has what was stored. */
    @Test
    void aCopyThatIsCompleteWasMadeOfTheClaimThatIsRecordedWithIt() {
        ObjectNode set = JsonNodeFactory.instance.objectNode();
        ObjectNode annotations = set.withObject("/metadata/annotations");
        annotations.put(Annotations.ENCRYPTION_COPIED_FROM, "first");

        assertThat(RecordedApprovals.isCopiedFromAnother(set, Optional.of("second")))
                .as("none is complete")
                .isFalse();
        annotations.put(Annotations.ENCRYPTION_COPIED, "copy");
        assertThat(RecordedApprovals.isCopiedFromAnother(set, Optional.of("first")))
                .isFalse();
        assertThat(RecordedApprovals.isCopiedFromAnother(set, Optional.of("second")))
                .isTrue();
        assertThat(RecordedApprovals.isCopiedFromAnother(set, Optional.empty())).isTrue();
    }

    private CopyServer server() {
        TestBeans beans = TestBeans.of(cluster.clusterOf("update"));
        return new CopyServer(beans.cluster(), beans.applier());
    }

    private JsonNode claim() {
        ObjectNode claim = JsonNodeFactory.instance.objectNode();
        claim.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
        claim.withObject("metadata").put("name", copy.claim(0)).put("namespace", copy.namespace());
        Labels.of(copy).forEach(claim.withObject("/metadata/labels")::put);
        claim.withObject("spec").withArray("accessModes").add("ReadWriteOnce");
        claim.withObject("/spec/resources/requests").put("storage", "1Gi");
        return cluster.apply(claim.toString());
    }

    /** Whoever else writes to it meanwhile. */
    private void delete(JsonNode claim) {
        await().atMost(Duration.ofSeconds(30)).until(() -> cluster.cluster()
                .get(ObjectRef.of(claim))
                .map(live -> ObjectMetas.isDeleting(live) || cluster.cluster().delete(live) instanceof WriteResult.Done)
                .orElse(true));
    }

    /** As the controller that protects claims does where no pod uses it, or that controller itself, where one runs. */
    private void awaitGone(JsonNode claim) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            cluster.cluster().get(ObjectRef.of(claim)).ifPresent(this::unprotect);
            return cluster.cluster().get(ObjectRef.of(claim)).isEmpty();
        });
    }

    private void unprotect(JsonNode claim) {
        ObjectNode released = claim.deepCopy();
        released.withObject("metadata").withArray("finalizers").removeIf(each -> each.asText()
                .equals("kubernetes.io/pvc-protection"));
        cluster.cluster().replace(released);
    }

    private JsonNode live(JsonNode claim) {
        return cluster.cluster().get(ObjectRef.of(claim)).orElseThrow();
    }
}
