package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.repair.FoundByRepair;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Numaplane makes a PodDisruptionBudget that is named like the service and controlled by it. The API server refuses to evict a pod that two
 * budgets select, whatever they allow: no node could be drained while ours stood beside it.
 */
class OneBudgetOnControlPlaneIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int NODES = 3;

    private final KeptService service =
            new KeptService("{version: latest, replicas: 3, persistence: {volumeSize: 3Gi}}");

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aPodCanBeEvictedBesideTheBudgetOfNumaplaneAfterTheNextReconcile() {
        IntStream.range(0, NODES).forEach(this::runs);
        applyBudgetOfNumaplane();
        await().atMost(LONG).until(() -> allows("n") && allows(service.names.podDisruptionBudget()));
        assertThat(evict())
                .hasValueSatisfying(refused -> assertThat(refused).contains("more than one PodDisruptionBudget"));
        assertThat(FoundByRepair.ofChildren(service.cluster)).isNotEmpty();

        service.reconcile();

        assertThat(evict()).isEmpty();
        assertThat(service.cluster.cluster().list(ObjectKind.POD_DISRUPTION_BUDGET, service.cluster.namespace()))
                .extracting(budget -> budget.at("/metadata/name").asText())
                .containsExactly("n");
        assertThat(FoundByRepair.ofChildren(service.cluster)).isEmpty();
        service.reconcile();
        assertThat(service.cluster.cluster().list(ObjectKind.POD_DISRUPTION_BUDGET, service.cluster.namespace()))
                .hasSize(1);
    }

    /** The controllers make the pods, and no kubelet runs them. */
    private void runs(int ordinal) {
        await().atMost(LONG).ignoreExceptions().until(() -> {
            ObjectNode pod = service.cluster
                    .live(ObjectKind.POD, service.names.pod(ordinal))
                    .deepCopy();
            pod.set("status", TestCluster.tree("{phase: Running, conditions: [{type: Ready, status: 'True'}]}"));
            service.cluster.cluster().replaceStatus(pod);
            return service.cluster
                    .live(ObjectKind.POD, service.names.pod(ordinal))
                    .at("/status/phase")
                    .asText()
                    .equals("Running");
        });
    }

    private void applyBudgetOfNumaplane() {
        service.cluster.apply(
                """
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata:
                  name: n
                  namespace: %s
                  ownerReferences:
                  - {apiVersion: numaflow.numaproj.io/v1alpha1, kind: InterStepBufferService, name: n, uid: %s,
                     controller: true, blockOwnerDeletion: true}
                spec:
                  maxUnavailable: 1
                  selector:
                    matchLabels: {app.kubernetes.io/component: isbsvc, numaflow.numaproj.io/isbsvc-name: n}
                """
                        .formatted(
                                service.cluster.namespace(),
                                ObjectMetas.uid(service.cluster.live(ObjectKind.ISB_SERVICE, "n"))));
    }

    /** Whether its controller has counted the pods, and would let one go. */
    private boolean allows(String budget) {
        return service.cluster
                        .live(ObjectKind.POD_DISRUPTION_BUDGET, budget)
                        .at("/status/disruptionsAllowed")
                        .asInt()
                > 0;
    }

    /** As {@code kubectl drain} asks for it. @return why it is refused */
    private Optional<String> evict() {
        String pod = service.names.pod(0);
        try {
            service.cluster
                    .client()
                    .raw(
                            "/api/v1/namespaces/" + service.cluster.namespace() + "/pods/" + pod + "/eviction",
                            "POST",
                            "{\"apiVersion\": \"policy/v1\", \"kind\": \"Eviction\", \"metadata\": {\"name\": \"" + pod
                                    + "\", \"namespace\": \"" + service.cluster.namespace() + "\"}}");
            return Optional.empty();
        } catch (KubernetesClientException refused) {
            return Optional.of(refused.getMessage());
        }
    }
}
