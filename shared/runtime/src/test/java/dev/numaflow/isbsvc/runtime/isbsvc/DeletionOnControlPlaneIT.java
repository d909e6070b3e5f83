package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Deletion beside the real collector, the real StatefulSet controller and the real controller of namespaces.
 */
class DeletionOnControlPlaneIT {

    private static final String GOOD = "{version: latest, persistence: {volumeSize: 1Gi}}";
    private static final Duration LONG = Duration.ofSeconds(60);

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void whatACascadeRemovesOfARefusedServiceComesBackAndStays() {
        WatchedService service = WatchedService.create(cluster, "cascade", GOOD);
        service.awaitClaims();
        JsonNode clients = service.secret(service.names().clientSecret()).path("data");
        List<String> before = service.objectNames();

        service.deleteService(DeletionPropagation.FOREGROUND);

        await().atMost(LONG).until(() -> service.objectNames().equals(before));
        assertThat(TestCluster.credentialsOfServer(
                        service.secret(service.names().serverSecret()).path("data")))
                .isEqualTo(TestCluster.credentialsOfClient(clients));
        // The collector has looked at what was made anew when it has removed an orphan that was made after it.
        assertCollectorIsThrough(service);
        assertThat(service.objectNames()).isEqualTo(before);

        service.deletePipelines();
        assertThat(service.live()).isEmpty();
        await().atMost(LONG).until(() -> service.objects().isEmpty());
        removeNamespace(service);
    }

    @Test
    void aServiceThatNobodyUsesGoesWithItsCascade() {
        WatchedService service = WatchedService.create(cluster, "alone", GOOD);
        service.awaitClaims();
        service.deletePipelines();

        service.deleteService(DeletionPropagation.FOREGROUND);

        await().atMost(LONG)
                .until(() -> service.live().isEmpty() && service.objects().isEmpty());
        removeNamespace(service);
    }

    @Test
    void retainedDataOutlivesTheCollector() {
        WatchedService service = WatchedService.create(cluster, "retained", GOOD);
        service.awaitClaims();
        service.deletePipelines();
        service.annotate("isbsvc.numaflow.numaproj.io/retain", "true");

        service.deleteService(DeletionPropagation.BACKGROUND);

        assertThat(service.live()).isEmpty();
        assertCollectorIsThrough(service);
        assertThat(service.objectNames())
                .containsExactly(
                        "isbsvc-n-js-client-auth",
                        "isbsvc-n-js-key",
                        "isbsvc-n-js-vol-isbsvc-n-js-0",
                        "isbsvc-n-js-vol-isbsvc-n-js-1",
                        "isbsvc-n-js-vol-isbsvc-n-js-2");
        removeNamespace(service);
    }

    /** It does so at once, whoever has written the finalizer of that name: then claims and key would stay behind. */
    @Test
    void aDeletionWaitsThoughNumaflowsControllerRemovesItsFinalizer() {
        WatchedService service = WatchedService.create(cluster, "taken", GOOD);
        service.awaitClaims();
        List<String> before = service.objectNames();
        service.deleteService(DeletionPropagation.BACKGROUND);

        service.removeFinalizer(Kinds.NUMAFLOWS_FINALIZER);
        service.updateWoken();

        assertThat(service.objectNames()).isEqualTo(before);
        assertThat(service.phase()).isEqualTo("Deleting");
        service.deletePipelines();
        assertThat(service.live()).isEmpty();
        await().atMost(LONG).until(() -> service.objects().isEmpty());
        removeNamespace(service);
    }

    /** To a service with a deletion timestamp none can be added. */
    @Test
    void aDeletionThatCameBeforeOurFinalizerIsCarriedOutAsWell() {
        WatchedService service = WatchedService.create(cluster, "before", GOOD);
        service.awaitClaims();
        service.deletePipelines();
        service.removeFinalizer(Kinds.FINALIZER);

        service.deleteService(DeletionPropagation.BACKGROUND);

        assertThat(service.live()).isEmpty();
        await().atMost(LONG).until(() -> service.objects().isEmpty());
        removeNamespace(service);
    }

    @Test
    void aServiceOfAnOlderReleaseGetsOurFinalizer() {
        WatchedService service = WatchedService.create(cluster, "older", GOOD);
        service.removeFinalizer(Kinds.FINALIZER);

        service.updateWoken();

        assertThat(service.live().orElseThrow().at("/metadata/finalizers"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(Kinds.FINALIZERS);
    }

    /** The Pipelines stand, kept by somebody else's finalizer, and may never go: that is not ours to wait for. */
    @Test
    void aNamespaceDoesNotWaitForUs() {
        WatchedService service = WatchedService.create(cluster, "going", GOOD);
        service.awaitClaims();

        service.deleteNamespace();

        assertThat(service.live()).isEmpty();
        await().atMost(LONG).until(() -> service.objects().isEmpty());
        assertThat(service.namespaceIsGone()).isFalse();
        service.deletePipelines();
        await().atMost(LONG).until(service::namespaceIsGone);
    }

    @Test
    void aNamespaceDoesNotWaitForADeletionThatWasRefusedBefore() {
        WatchedService service = WatchedService.create(cluster, "refused", GOOD);
        service.deleteService(DeletionPropagation.BACKGROUND);
        assertThat(service.phase()).isEqualTo("Deleting");

        service.deleteNamespace();

        assertThat(service.live()).isEmpty();
        service.deletePipelines();
        await().atMost(LONG).until(service::namespaceIsGone);
    }

    /** It works through its queue in order: an object of a service that never was is removed after all that came before it. */
    private void assertCollectorIsThrough(WatchedService service) {
        String namespace = service.names().namespace();
        cluster.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: orphan
                  namespace: %s
                  ownerReferences:
                  - {apiVersion: numaflow.numaproj.io/v1alpha1, kind: InterStepBufferService, name: never, uid: 0-0-0}
                """
                        .formatted(namespace));
        await().atMost(LONG)
                .until(() -> service.live(ObjectKind.CONFIG_MAP, "orphan").isEmpty());
    }

    private void removeNamespace(WatchedService service) {
        cluster.client().namespaces().withName(service.names().namespace()).delete();
        await().atMost(LONG).until(service::namespaceIsGone);
    }
}
