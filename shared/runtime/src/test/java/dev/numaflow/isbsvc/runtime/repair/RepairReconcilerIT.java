package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.provisioning.TestProvisioning;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invariant 2, complete without luck: one thing happens to a service at rest of which no event tells. */
class RepairReconcilerIT extends RepairAtRest {
    @Test
    void aServiceThatWasNeverReconciled() {
        cluster.apply(cluster.service("other", "{version: latest}"));

        assertThat(sent())
                .containsExactly(
                        "dev.knative.apiserver.resource.add " + service.replace("services/n", "services/other"));
    }

    @Test
    void aSecretThatLostItsLabelsOrItsOwner() {
        change(ObjectKind.SECRET, names.serverSecret(), secret -> secret.withObject("/metadata")
                .remove("labels"));
        assertThat(sent())
                .containsExactly("dev.knative.apiserver.ref.delete " + subject("v1", "secrets/isbsvc-n-js-server"));

        change(ObjectKind.SECRET, names.serverSecret(), secret -> secret.withObject("/metadata/ownerReferences/0")
                .put("uid", "another"));
        assertThat(sent())
                .containsExactly("dev.knative.apiserver.ref.delete " + subject("v1", "secrets/isbsvc-n-js-server"));
    }

    @Test
    void aChildOfAServiceThatIsToGoAndStillUsed() {
        refuseDeletion();
        assertThat(sent()).isEmpty();

        delete(ObjectKind.CONFIG_MAP, "isbsvc-n-js-config");

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.delete " + configMap);
    }

    @Test
    void aChangedSpec() {
        change(ObjectKind.ISB_SERVICE, "n", service -> service.withObject("/spec/jetstream")
                .put("settings", "max_payload: 2MB"));

        assertThat(sent()).containsExactly("dev.knative.apiserver.resource.update " + service);
    }

    @Test
    void anAnnotationOfOurs() {
        change(ObjectKind.ISB_SERVICE, "n", service -> service.withObject("/metadata/annotations")
                .put("isbsvc.numaflow.numaproj.io/approve", "something"));

        assertThat(sent()).containsExactly("dev.knative.apiserver.resource.update " + service);
    }

    @Test
    void aDeletionThatWasAskedFor() {
        delete(ObjectKind.PIPELINE, "p");
        delete(ObjectKind.ISB_SERVICE, "n");

        assertThat(sent()).contains("dev.knative.apiserver.resource.update " + service);
    }

    @Test
    void aChildOfAServiceWhoseDeletionIsRefused() {
        refuseDeletion();
        assertThat(sent()).isEmpty();
        delete(ObjectKind.CONFIG_MAP, names.configMap());

        assertThat(sent()).contains("dev.knative.apiserver.ref.delete " + configMap);
    }

    @Test
    void aNamespaceThatGoesWithAServiceWhoseDeletionIsRefused() {
        refuseDeletion();
        cluster.client().namespaces().withName(cluster.namespace()).delete();

        assertThat(sent()).contains("dev.knative.apiserver.resource.update " + service);
    }

    @Test
    void aSecretThatLostItsOwner() {
        change(ObjectKind.SECRET, names.serverSecret(), secret -> secret.withObject("/metadata")
                .remove("ownerReferences"));

        assertThat(sent()).contains("dev.knative.apiserver.ref.delete " + subject("v1", "secrets/isbsvc-n-js-server"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "STATEFUL_SET, isbsvc-n-js, apps/v1, statefulsets",
        "CONFIG_MAP, isbsvc-n-js-config, v1, configmaps",
        "SERVICE, isbsvc-n-js-svc, v1, services",
        "POD_DISRUPTION_BUDGET, isbsvc-n-js-pdb, policy/v1, poddisruptionbudgets",
        "SECRET, isbsvc-n-js-client-auth, v1, secrets"
    })
    void aChildThatWasRemoved(ObjectKind kind, String name, String version, String resource) {
        delete(kind, name);

        assertThat(sent()).contains("dev.knative.apiserver.ref.delete " + subject(version, resource + "/" + name));
    }

    @Test
    void aChildThatWasEditedByHand() {
        change(ObjectKind.CONFIG_MAP, "isbsvc-n-js-config", config -> config.withObject("/data")
                .put("nats-js", "port: 1"));

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + configMap);
    }

    @Test
    void aQuorumThatWasLost() {
        pods.crashing(0);

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + statefulSet);
    }

    @Test
    void aPipelineThatWasAdded() {
        JsonNode first = cluster.live(ObjectKind.PIPELINE, "p");
        ObjectNode second = first.deepCopy();
        second.set("metadata", TestCluster.tree("{name: q, namespace: " + cluster.namespace() + "}"));
        second.remove("status");
        cluster.apply(second.toString());

        assertThat(sent())
                .containsExactly("dev.knative.apiserver.ref.add " + pipeline.replace("pipelines/p", "pipelines/q"));
    }

    @Test
    void aPipelineThatWasDeleted() {
        delete(ObjectKind.PIPELINE, "p");

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.delete " + pipeline);
    }

    @Test
    void whatADeletedPipelineLeftUnreadOnceAndAgainWhenTheGracePeriodIsOver() throws Exception {
        try (Connection connection = Nats.connect(options())) {
            connection.jetStream().publish(buffer, new byte[1]);
        }
        delete(ObjectKind.PIPELINE, "p");
        assertThat(sent()).as("its event was lost").containsExactly("dev.knative.apiserver.ref.delete " + pipeline);
        TestProvisioning.on(cluster.cluster())
                .reconcile(new Pointer(
                        EventType.REF_DELETE, new ObjectRef(ObjectKind.PIPELINE, cluster.namespace(), "p")));

        assertThat(sent()).as("nothing is to be done meanwhile").isEmpty();
        repair = repair(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(31)));
        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.delete " + pipeline);
    }

    @Test
    void aStreamAndAConsumerThatWereLost() throws Exception {
        try (Connection connection = Nats.connect(options())) {
            connection.jetStreamManagement().deleteConsumer(buffer, buffer);
            assertThat(sent()).containsExactly("dev.knative.apiserver.ref.add " + pipeline);

            connection.jetStreamManagement().deleteStream(buffer);
            assertThat(sent()).containsExactly("dev.knative.apiserver.ref.add " + pipeline);
        }
    }
}
