package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.testkit.LoggedRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** Invariant 2: what changes around a service without any event about it: the status must follow. */
class RepairStatusIT extends RepairAtRest {
    @Test
    void aChangedConfigurationOfTheController() {
        configureTheController("maxMsgs: 100000", "maxMsgs: 50000");

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + configMap);
        reconcile();
        assertThat(status()).contains("maxmsgs: 50000");
        provision();
        assertThat(sent()).isEmpty();
    }

    @Test
    void aRefusedServiceThatTheConfigurationOfTheControllerNowAllows() {
        Names other = cluster.names("other");
        cluster.apply(cluster.service("other", "{version: 2.8.0, replicas: 1}"));
        reconcile(other);
        assertThat(sent()).isEmpty();

        configureTheController("version: 2.8.1\n", "version: 2.8.0\n");

        // Its first child that is missing: from that all else follows.
        assertThat(sent())
                .containsExactly("dev.knative.apiserver.ref.delete " + subject("v1", "secrets/" + other.keySecret()));
        reconcile(other);
        assertThat(cluster.live(ObjectKind.STATEFUL_SET, other.statefulSet())).isNotNull();
    }

    @Test
    void aHeldChangeAndThatTheReasonForItIsGone() {
        configureTheController("natsImage: nats:2.12.7", "natsImage: nats:2.10.1");
        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + configMap);
        reconcile();
        assertThat(status()).contains("spec.jetstream.version stays nats:2.12.7");
        assertThat(sent()).isEmpty();

        cluster.client()
                .configMaps()
                .inNamespace(TestCluster.CONTROLLER)
                .withName(ControllerConfig.CONFIG_MAP)
                .delete();

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + configMap);
        reconcile();
        assertThat(status()).doesNotContain("ChangesHeld");
        assertThat(sent()).isEmpty();
    }

    /** The clock alone opens it, and no event says so. */
    @Test
    void aMaintenanceWindowThatOpens() {
        ZonedDateTime opens = ZonedDateTime.now(ZoneOffset.UTC).plusHours(12);
        change(ObjectKind.ISB_SERVICE, "n", tree -> tree.withObject("/metadata/annotations")
                .put(Annotations.MAINTENANCE_WINDOW, opens.getMinute() + " " + opens.getHour() + " * * * 1h"));
        configureTheController("natsImage: nats:2.12.7", "natsImage: nats:2.12.8");
        reconcile();
        assertThat(status())
                .contains("isbsvc.jetstream.versions stays nats:2.12.7 (wanted nats:2.12.8): its maintenance window")
                .contains("opens at " + opens.truncatedTo(ChronoUnit.MINUTES).toInstant());
        assertThat(sent()).isEmpty();

        repair = repair(Clock.offset(Clock.systemUTC(), Duration.ofHours(12).plusMinutes(1)));

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + configMap);
    }

    @Test
    void aChangeOfAServiceWhoseDeletionIsRefused() {
        refuseDeletion();
        assertThat(sent()).isEmpty();

        change(ObjectKind.ISB_SERVICE, "n", service -> service.withObject("/spec/jetstream")
                .put("bufferConfig", "stream: {maxMsgs: 50000}"));

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + configMap);
        reconcile();
        assertThat(status()).contains("maxmsgs: 50000", "the deletion waits");
        assertThat(sent()).isEmpty();
    }

    @Test
    void aServiceThatLostItsFinalizers() {
        change(ObjectKind.ISB_SERVICE, "n", service -> service.withObject("/metadata")
                .remove("finalizers"));

        assertThat(sent()).containsExactly("dev.knative.apiserver.resource.update " + service);
        reconcile();
        assertThat(cluster.live(ObjectKind.ISB_SERVICE, "n").at("/metadata/finalizers"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(Kinds.FINALIZERS);
        assertThat(sent()).isEmpty();
    }

    @Test
    void aServiceInSteps() {
        partition(1);

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + statefulSet);
        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.update " + statefulSet);
    }

    @Test
    void ticksEachMinuteWhileAServiceIsInStepsAndNotAtRest() {
        definePingSources();
        partition(1);
        repair.reconcile();
        ObjectRef steps = new ObjectRef(ObjectKind.PING_SOURCE, TestCluster.SYSTEM, "resync-steps");
        assertThat(cluster.cluster()
                        .get(steps)
                        .orElseThrow()
                        .at("/spec/schedule")
                        .asText())
                .isEqualTo("* * * * *");
        cluster.writes();
        repair.reconcile();
        assertThat(cluster.writes()).extracting(LoggedRequest::resource).containsExactly("leases");

        partition(0);
        repair.reconcile();

        assertThat(cluster.cluster().get(steps)).isEmpty();
    }

    @Test
    void certificatesThatNearTheirEnd() {
        Names tls = cluster.names("t");
        cluster.apply(cluster.service("t", "{version: latest, replicas: 1, tls: true}"));
        reconcile(tls);
        String event = "dev.knative.apiserver.ref.update " + configMap.replace("-n-", "-t-");
        assertThat(sent()).doesNotContain(event);

        change(ObjectKind.SECRET, tls.serverSecret(), secret -> secret.withObject("/metadata/annotations")
                .put(
                        Annotations.CERTIFICATES_EXPIRE,
                        Instant.now().plusSeconds(3600).toString()));

        assertThat(sent()).contains(event);
        reconcile(tls);
        assertThat(cluster.live(ObjectKind.ISB_SERVICE, "t").path("status").toString())
                .contains("certificates stays valid until");
        assertThat(sent()).doesNotContain(event);
    }
}
