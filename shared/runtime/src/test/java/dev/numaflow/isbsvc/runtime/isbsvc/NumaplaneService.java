package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.health.HealthReconciler;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nats.client.Connection;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A service that {@link Numaplane} writes, with real servers, and the functions that its events wake, each with its own rights. */
final class NumaplaneService implements AutoCloseable {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int NODES = 3;

    final TestCluster cluster = new TestCluster();
    final Numaplane numaplane;
    private final TestBeans update = TestBeans.of(cluster.clusterOf("update"));
    private RenderedCluster servers;

    /** Numaplane has created it, and no function knows of it yet. @param jetstream YAML of one line */
    NumaplaneService(String jetstream) {
        numaplane = new Numaplane(cluster, "n", jetstream);
        numaplane.reconcile();
    }

    Names names() {
        return numaplane.names();
    }

    void create() {
        numaplane.reconcile();
        reconcile(TestBeans.of(cluster.clusterOf("creation")), EventType.RESOURCE_ADD);
    }

    void update() {
        reconcile(update, EventType.RESOURCE_UPDATE);
    }

    private void reconcile(TestBeans beans, EventType event) {
        beans.services().with(new Pointer(event, ObjectRef.of(names())), service -> beans.reconciler()
                .reconcile(service)
                .asUpdate(service, true));
    }

    void deletionOf(String service) {
        TestBeans deletion = TestBeans.of(cluster.clusterOf("deletion"));
        deletion.services()
                .with(
                        new Pointer(EventType.DELETION_REQUESTED, ObjectRef.of(cluster.names(service))),
                        live -> deletion.deletion().reconcile(live));
        assertThat(cluster.cluster().get(ObjectRef.of(cluster.names(service)))).isEmpty();
    }

    /** Until the service runs. */
    void startServers(Path folder) throws IOException {
        servers = RenderedCluster.start(NatsServerBinary.obtain(), cluster, names(), folder, NODES);
        HostNames.ofThisJvm().point(names(), servers.addresses());
        await().atMost(LONG).pollInterval(POLL).until(() -> {
            startPods();
            health();
            return live().at("/status/phase").asText().equals("Running")
                    && statefulSet().at("/status/readyReplicas").asInt() == NODES;
        });
        health();
    }

    /** A stream in one copy. */
    void store() throws Exception {
        try (Connection connection = servers.connect()) {
            await().atMost(LONG).ignoreExceptions().until(() -> connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("stored")
                            .subjects("stored")
                            .build())
                    .getConfiguration()
                    .getName()
                    .equals("stored"));
        }
    }

    /** As the kubelets and the reloaders of all nodes do. */
    void reloadServers() throws IOException {
        int payload = live().at("/spec/jetstream/settings").asText().contains("2097152") ? 2_097_152 : 1_048_576;
        for (int node = 0; node < NODES; node++) {
            int each = node;
            servers.reload(node);
            await().atMost(LONG)
                    .until(() -> servers.varz(each).path("max_payload").asInt() == payload);
        }
    }

    /** `health` is woken by a pod or the StatefulSet; what the servers do not confirm yet is asked again. */
    void health() {
        evaluate(ObjectRef.ofStatefulSet(names()));
    }

    /** `health` is woken by the ConfigMap. */
    void configMapChanged() {
        evaluate(new ObjectRef(ObjectKind.CONFIG_MAP, names().namespace(), names().configMap()));
    }

    private void evaluate(ObjectRef changed) {
        Cluster health = cluster.clusterOf("health");
        TestBeans beans = TestBeans.of(health);
        ServiceHealth evaluation = new ServiceHealth(health, new ServerReports(new Monitoring()), Clock.systemUTC());
        try {
            new HealthReconciler(beans.services(), evaluation, beans.status())
                    .reconcile(new Pointer(EventType.REF_UPDATE, changed));
        } catch (NatsUnavailable awaited) {
            assertThat(awaited.isExpected()).isTrue();
        }
    }

    /**
     * The kubelets start one replaced pod after the other. Whenever Numaplane finds the change carried out, no pod may be without it, and
     * at no moment does it find a failure.
     */
    void rollJudgedByNumaplane() {
        await().atMost(LONG).pollInterval(POLL).until(() -> {
            String judgement = numaplane.judgement();
            boolean everywhere = everyPodIsUpdated();
            assertThat(judgement)
                    .satisfiesAnyOf(
                            healthy -> assertThat(healthy.equals(Numaplane.HEALTHY) && everywhere)
                                    .isTrue(),
                            waits -> assertThat(waits).startsWith("Progressing: "));
            startPods();
            health();
            return everywhere && statefulSet().at("/status/readyReplicas").asInt() == NODES;
        });
        health();
    }

    private boolean everyPodIsUpdated() {
        JsonNode set = statefulSet();
        String revision = set.at("/status/updateRevision").asText();
        return set.at("/status/observedGeneration").asLong()
                        == set.at("/metadata/generation").asLong()
                && pods().stream()
                                .filter(pod -> revision.equals(
                                        pod.getMetadata().getLabels().get("controller-revision-hash")))
                                .count()
                        == NODES;
    }

    /** The controller of the StatefulSet may delete one that was just read. */
    private void startPods() {
        for (Pod pod : pods()) {
            if (!Objects.equals(pod.getStatus().getPhase(), "Running")) {
                try {
                    cluster.client().resource(ControlPlaneService.ready(pod)).updateStatus();
                } catch (KubernetesClientException replacedMeanwhile) {
                    assertThat(replacedMeanwhile.getCode()).isIn(404, 409);
                }
            }
        }
    }

    private List<Pod> pods() {
        return cluster.client()
                .pods()
                .inNamespace(names().namespace())
                .withLabel("numaflow.numaproj.io/isbsvc-name", names().isbsvcName())
                .list()
                .getItems();
    }

    JsonNode live() {
        return cluster.live(ObjectKind.ISB_SERVICE, names().isbsvcName());
    }

    JsonNode statefulSet() {
        return cluster.live(ObjectKind.STATEFUL_SET, names().statefulSet());
    }

    String message() {
        return live().at("/status/message").asText();
    }

    /** What the status says to be held, or nothing. */
    String held() {
        for (JsonNode condition : live().at("/status/conditions")) {
            if (condition.path("type").asText().equals("ChangesHeld")) {
                return condition.path("message").asText();
            }
        }
        return "";
    }

    List<String> budgets() {
        return cluster.cluster().list(ObjectKind.POD_DISRUPTION_BUDGET, cluster.namespace()).stream()
                .map(budget -> ObjectRef.of(budget).name())
                .toList();
    }

    /** The garbage collector deletes what the service owned. */
    void awaitBudgets(String... names) {
        await().atMost(LONG).until(() -> budgets().equals(List.of(names)));
    }

    void deleteBudget(String name) {
        cluster.delete(cluster.live(ObjectKind.POD_DISRUPTION_BUDGET, name));
    }

    @Override
    public void close() {
        if (servers != null) {
            servers.close();
        }
        HostNames.ofThisJvm().clear();
        cluster.close();
    }
}
