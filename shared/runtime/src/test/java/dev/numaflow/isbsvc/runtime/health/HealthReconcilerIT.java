package dev.numaflow.isbsvc.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.health.HealthEvaluator;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthReconcilerIT {

    private static final String NOBODY = "127.255.255.254";

    @TempDir
    static Path folder;

    private static NatsCluster nats;

    private ServedService service;

    @BeforeAll
    static void startServers() {
        nats = ServedService.servers(folder, 3, UnaryOperator.identity());
    }

    @AfterAll
    static void stopServers() {
        nats.close();
    }

    @BeforeEach
    void deploy() {
        service = ServedService.deploy(nats);
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void waitsWhileTheFirstNodesStart() {
        service.pods.ready(0);
        service.pods.starting(1);

        assertThat(service.reconcile()).containsInstanceOf(Outcome.Done.class);

        assertThat(service.condition().status()).isEqualTo(Condition.UNKNOWN);
        assertThat(service.condition().message()).isEqualTo("1 of 3 nodes ready, 2 needed");
        assertThat(phase()).isEqualTo("Pending");
    }

    @Test
    void saysReadyOnceAndWritesNothingTheSecondTime() {
        service.allReady();

        assertReplies(EventType.READY);
        assertThat(phase()).isEqualTo("Running");
        service.cluster.writes();

        assertThat(service.reconcile()).containsInstanceOf(Outcome.Done.class);
        assertThat(service.cluster.writes()).isEmpty();
    }

    @Test
    void readyPodsAloneDoNotMakeAServiceServe() {
        service.allReady();
        nobodyAnswers();

        assertThat(service.reconcile()).isEmpty();

        assertThat(service.condition().status()).isEqualTo(Condition.UNKNOWN);
        assertThat(service.condition().message()).startsWith("ServersUnreachable: 0 of 3 servers answer");
        assertThat(phase()).isEqualTo("Pending");
    }

    /** Invariant 5: looks overlap when pods change one after the other. */
    @Test
    void aReconcileThatIsOvertakenDoesNotWriteWhatItSawBefore() {
        service.pods.ready(0);
        service.pods.ready(1);
        service.pods.starting(2);

        service.reconcileWhile(() -> {
            service.pods.ready(2);
            service.reconcile();
        });

        assertThat(service.condition().message()).isEmpty();
        assertThat(service.metadataAndStatus().status().message()).isEmpty();
    }

    /** Invariant 5: the other look has nothing to write, and the first one would be the last to write. */
    @Test
    void aReconcileThatWritesLastSaysWhatIsSoThen() {
        service.allReady();
        service.reconcile();
        service.pods.starting(2);

        service.reconcileWhile(() -> {
            service.pods.ready(2);
            service.reconcile();
        });

        assertThat(service.condition().message()).isEmpty();
    }

    @Test
    void whoReconcilesTwiceStillSaysThatItServesNow() {
        service.pods.ready(0);
        service.pods.ready(1);
        service.pods.starting(2);

        Optional<Outcome> outcome = service.reconcileWhile(() -> service.pods.ready(2));

        assertThat(outcome).map(reply -> ((Outcome.Reply) reply).type()).contains(EventType.READY);
        assertThat(service.condition().message()).isEmpty();
    }

    @Test
    void whoLooksTwiceStartsFromWhatTheCheckAfterTheWriteHasRead() {
        service.pods.ready(0);
        service.pods.ready(1);
        service.pods.starting(2);
        service.requests();

        service.reconcileWhile(() -> service.pods.ready(2));

        assertThat(service.requests())
                .as("two evaluations, each with a check")
                .filteredOn("list pods"::equals)
                .hasSize(3);
    }

    /** What has changed meanwhile has an event of its own, which is asked again; what is written now is answered by this one alone. */
    @Test
    void whoReconcilesTwiceAndIsInDoubtThenStillSaysThatItServesNow() {
        service.pods.ready(0);
        service.pods.ready(1);
        service.pods.starting(2);

        Optional<Outcome> outcome = service.reconcileWhile(() -> service.pods.ready(2), this::nobodyAnswers);

        assertThat(outcome).map(reply -> ((Outcome.Reply) reply).type()).contains(EventType.READY);
        assertThat(service.condition().isTrue()).isTrue();
        assertThat(service.condition().message())
                .as("no doubt about which nobody would ask again")
                .doesNotContain("not confirmed");
        assertThat(service.reconcile()).as("the event of the pod").isEmpty();
        assertThat(service.condition().message()).startsWith("not confirmed since ");
    }

    @Test
    void whoReconcilesTwiceAndIsInDoubtThenStillSaysThatItIsDegradedNow() {
        service.allReady();
        service.reconcile();
        service.pods.crashing(2);

        Optional<Outcome> outcome = service.reconcileWhile(() -> service.pods.ready(2), this::nobodyAnswers);

        assertThat(outcome).map(reply -> ((Outcome.Reply) reply).type()).contains(EventType.DEGRADED);
    }

    /** A full check, with servers, and then what changes nothing. */
    @Test
    void readsEachObjectOnce() {
        service.allReady();
        service.requests();

        service.podChanged();
        assertThat(service.requests())
                .containsExactly(
                        "get interstepbufferservices",
                        "get configmaps",
                        "get statefulsets",
                        "list pods",
                        "get configmaps",
                        "update interstepbufferservices/status",
                        "get statefulsets",
                        "list pods");

        service.podChanged();
        assertThat(service.requests()).as("an echo").containsExactly("list pods");

        service.changedAsReported(ObjectKind.POD, service.names.pod(0));
        service.changedAsReported(ObjectKind.STATEFUL_SET, service.names.statefulSet());
        assertThat(service.requests())
                .as("echoes that carry their object, whose reads are of this test")
                .containsExactly("get pods", "get statefulsets");

        service.pods.crashing(2);
        service.requests();
        service.podChanged();
        assertThat(service.requests())
                .as("what the check of an echo has read, and the instance, are known")
                .startsWith(
                        "list pods",
                        "get interstepbufferservices",
                        "get statefulsets",
                        "get configmaps",
                        "create events");
    }

    @Test
    void aPodThatIsReportedOtherwiseThanItWasEvaluatedIsEvaluated() {
        service.allReady();
        service.podChanged();
        service.pods.crashing(2);
        service.requests();

        service.changedAsReported(ObjectKind.POD, service.names.pod(2));
        assertThat(service.requests()).contains("list pods", "update interstepbufferservices/status");
        assertThat(service.condition().message()).contains(service.names.pod(2));
    }

    @Test
    void aMissingNodeIsReportedOnceAndTheServiceServesOn() {
        service.allReady();
        service.reconcile();
        service.pods.crashing(2);

        assertReplies(EventType.DEGRADED);
        service.cluster.writes();
        assertThat(service.reconcile()).containsInstanceOf(Outcome.Done.class);

        assertThat(service.cluster.writes()).isEmpty();
        assertThat(service.condition().isTrue()).isTrue();
        assertThat(service.metadataAndStatus().status().message())
                .contains("NodesMissing: 2 of 3", "isbsvc-n-js-2: CrashLoopBackOff");
        assertThat(service.events())
                .filteredOn(reported -> reported.startsWith("Degraded "))
                .hasSize(1);
    }

    @Test
    void aLostQuorumIsReportedWithItsReasonAndReadyIsReportedAgainWhenItIsBack() {
        service.allReady();
        service.reconcile();
        service.pods.crashing(1);
        service.pods.crashing(2);

        assertThat(service.reconcile()).containsInstanceOf(Outcome.Done.class);
        assertThat(service.condition().isFalse()).isTrue();
        assertThat(service.condition().reason()).isEqualTo("CrashLoopBackOff");
        service.pods.crashing(0);
        service.reconcile();
        assertThat(service.condition().message()).startsWith("0 of 3");
        assertThat(service.events())
                .as("the same loss, however its message follows the pods")
                .filteredOn(reported -> reported.startsWith("QuorumLost "))
                .hasSize(1);

        service.allReady();
        assertReplies(EventType.READY);
    }

    @Test
    void serversThatDoNotConfirmAreNotedOnceAndTheServiceServesOn() {
        service.allReady();
        service.reconcile();
        nobodyAnswers();

        assertThat(service.reconcile()).isEmpty();
        service.cluster.writes();
        service.clock.pass(HealthEvaluator.GRACE.minusSeconds(1));
        assertThat(service.reconcile()).isEmpty();

        assertThat(service.cluster.writes()).isEmpty();
        assertThat(service.condition().isTrue()).isTrue();
        assertThat(service.condition().message())
                .startsWith("not confirmed since 2026-01-01T00:00:00Z, ServersUnreachable: ");
        assertThat(phase()).isEqualTo("Running");
        assertThat(service.events()).noneMatch(reported -> reported.startsWith("QuorumLost"));
    }

    @Test
    void aDoubtThatIsOverLeavesNothingBehind() {
        service.allReady();
        service.reconcile();
        nobodyAnswers();
        service.reconcile();
        everybodyAnswers();

        assertThat(service.reconcile()).containsInstanceOf(Outcome.Done.class);
        assertThat(service.condition().message()).isEmpty();

        nobodyAnswers();
        service.clock.pass(HealthEvaluator.GRACE);
        service.reconcile();
        assertThat(service.condition().isTrue()).as("a new doubt, a new grace").isTrue();
    }

    @Test
    void aDoubtThatLastsIsALossAndReadyIsReportedAgainWhenTheServersAreBack() {
        service.allReady();
        service.reconcile();
        nobodyAnswers();
        service.reconcile();
        service.clock.pass(HealthEvaluator.GRACE);

        assertThat(service.reconcile()).as("is asked again").isEmpty();
        assertThat(service.condition().isFalse()).isTrue();
        assertThat(service.condition().reason()).isEqualTo("ServersUnreachable");
        assertThat(service.events())
                .filteredOn(reported -> reported.startsWith("QuorumLost "))
                .hasSize(1);

        everybodyAnswers();
        assertReplies(EventType.READY);
        assertThat(service.condition().isTrue()).isTrue();
    }

    private void assertReplies(EventType type) {
        Optional<Outcome> outcome = service.reconcile();
        assertThat(outcome)
                .containsInstanceOf(Outcome.Reply.class)
                .map(reply -> ((Outcome.Reply) reply).type())
                .contains(type);
    }

    private void nobodyAnswers() {
        service.serveAt(List.of(NOBODY, NOBODY, NOBODY));
    }

    private void everybodyAnswers() {
        service.serveAt(nats.nodes().stream().map(NatsServer::address).toList());
    }

    private String phase() {
        return service.metadataAndStatus().status().phase();
    }
}
