package dev.numaflow.isbsvc.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.repair.FoundByRepair;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pods that the real StatefulSet controller cannot make: what it says is what the user reads, by the function's own rights. */
class FailedCreateOnControlPlaneIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";

    private final TestCluster cluster = new TestCluster();
    private final Names names = cluster.names("n");

    /** Its parts by their collections: in the namespace of the test nobody may create a pod. */
    private final Map<String, String> policy = Map.of(
            "validatingadmissionpolicies",
            "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {name: no-pods},"
                    + " spec: {matchConstraints: {resourceRules: [{apiGroups: [''], apiVersions: [v1], operations:"
                    + " [CREATE], resources: [pods]}]}, validations: [{expression: 'false', message: pods need a cost"
                    + " centre}]}}",
            "validatingadmissionpolicybindings",
            "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name:"
                    + " no-pods}, spec: {policyName: no-pods, validationActions: [Deny], matchResources:"
                    + " {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: " + cluster.namespace()
                    + "}}}}}");

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aQuotaThatAllowsNoPodsIsReportedUntilItDoes() {
        cluster.client()
                .raw(
                        "/api/v1/namespaces/" + cluster.namespace() + "/resourcequotas",
                        "POST",
                        TestCluster.tree("{apiVersion: v1, kind: ResourceQuota, metadata: {name: none},"
                                        + " spec: {hard: {pods: '0'}}}")
                                .toString());
        // The quota counts when its controller has looked at it.
        await().atMost(LONG).until(() -> !quota().at("/status/hard").isMissingNode());
        create();
        awaitRefusedPod("exceeded quota");

        health();

        assertThat(message())
                .contains("0 of 3 nodes ready")
                .contains("pods cannot be made")
                .contains("exceeded quota");
        assertThat(FoundByRepair.on(cluster)).isEmpty();

        cluster.client()
                .resourceQuotas()
                .inNamespace(cluster.namespace())
                .withName("none")
                .delete();
        await().atMost(LONG).until(() -> pods() == 3);
        health();
        assertThat(message()).contains("0 of 3 nodes ready").doesNotContain("quota");
    }

    /** The API server takes a StatefulSet whose pods it will refuse. */
    @Test
    void aPriorityClassThatDoesNotExistIsReported() {
        create("{version: latest, priorityClassName: missing}");
        awaitRefusedPod("no PriorityClass with name missing");

        health();

        assertThat(message())
                .contains("0 of 3 nodes ready")
                .contains("pods cannot be made")
                .contains("no PriorityClass with name missing");
    }

    @Test
    void whatAPolicyOfTheClusterSaysIsReported() {
        policy.forEach((collection, object) -> cluster.client()
                .raw(ADMISSION + collection, "POST", TestCluster.tree(object).toString()));
        try {
            await().atMost(LONG).until(this::podsAreDenied);
            create();
            awaitRefusedPod("pods need a cost centre");

            health();

            assertThat(message()).contains("pods cannot be made").contains("pods need a cost centre");
        } finally {
            policy.keySet()
                    .forEach(collection -> cluster.client().raw(ADMISSION + collection + "/no-pods", "DELETE", null));
        }
    }

    /** A policy counts when the API server has compiled it. */
    private boolean podsAreDenied() {
        WriteResult pod = cluster.cluster()
                .create(TestCluster.tree("{apiVersion: v1, kind: Pod, metadata: {name: try, namespace: "
                        + cluster.namespace() + "}, spec: {containers: [{name: main, image: none}]}}"));
        if (pod instanceof WriteResult.Done created) {
            cluster.cluster().delete(created.object());
        }
        return pod instanceof WriteResult.Rejected;
    }

    private void awaitRefusedPod(String why) {
        await().atMost(LONG).until(() -> cluster.cluster().eventsAbout(ObjectRef.ofStatefulSet(names)).stream()
                .anyMatch(event -> event.path("reason").asText().equals("FailedCreate")
                        && event.path("message").asText().contains(why)));
    }

    private JsonNode quota() {
        return TestCluster.tree(
                cluster.client().raw("/api/v1/namespaces/" + cluster.namespace() + "/resourcequotas/none"));
    }

    private long pods() {
        return cluster.cluster().list(ObjectKind.POD, cluster.namespace()).size();
    }

    private void create() {
        create("{version: latest, persistence: {volumeSize: 1Gi}}");
    }

    private void create(String spec) {
        cluster.apply(cluster.service("n", spec));
        TestBeans beans = TestBeans.of(cluster.clusterOf("creation"));
        beans.services().with(new Pointer(EventType.RESOURCE_ADD, ObjectRef.of(names)), service -> {
            beans.reconciler().reconcile(service);
            return new Outcome.Done("");
        });
    }

    private void health() {
        Cluster own = cluster.clusterOf("health");
        TestBeans beans = TestBeans.of(own);
        ServiceHealth health = new ServiceHealth(own, new ServerReports(new Monitoring()), Clock.systemUTC());
        new HealthReconciler(beans.services(), health, beans.status())
                .reconcile(new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(names)));
    }

    private String message() {
        return cluster.live(ObjectKind.ISB_SERVICE, "n").at("/status/message").asText();
    }
}
