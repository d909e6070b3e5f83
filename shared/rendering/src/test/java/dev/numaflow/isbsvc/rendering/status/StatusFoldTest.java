package dev.numaflow.isbsvc.rendering.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.change.Effect;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusFoldTest {

    private static final String EARLIER = "2026-01-01T00:00:00Z";
    private static final String NOW = "2026-01-02T00:00:00Z";
    private static final Violation VIOLATION = new Violation("spec.jetstream.replicas", "2", "an odd number");
    private static final HeldChange HELD =
            new HeldChange("1a2b3c4d", "spec.jetstream.tls", "false", "true", Effect.STEPS, "because", "Take it back");

    private final ServiceStatus running =
            fold(ServiceStatus.NONE, EARLIER, new Fact.Configured(), deployed(), new Fact.Healthy(""));

    /** The step is said beside the health, and goes without a trace; what stops pipelines never turns (invariant 6). */
    @Test
    void reportsGuardedStepsWithoutTurningACondition() {
        ServiceStatus before =
                fold(ServiceStatus.NONE, EARLIER, new Fact.Configured(), deployed(), new Fact.Healthy(""));

        ServiceStatus stepping = fold(before, NOW, new Fact.InSteps("step 1 of 3: x"), new Fact.Healthy("rolls"));

        assertThat(stepping.message()).isEqualTo("rolls; step 1 of 3: x");
        assertThat(stepping.phase()).isEqualTo("Running");
        assertThat(stepping.conditions())
                .allSatisfy(condition -> assertThat(condition.isTrue()).isTrue());
        assertThat(stepping.condition(ConditionType.CHILDREN_RESOURCES_HEALTHY)
                        .orElseThrow()
                        .reason())
                .isEqualTo("Progressing");
        assertThat(fold(stepping, NOW, new Fact.OutOfSteps(), new Fact.Healthy("")))
                .isEqualTo(before);
    }

    /** Numaplane reads the reason, whoever wrote the status last. */
    @Test
    void isProgressingExactlyWhileGuardedStepsArePending() {
        assertThat(healthReason(running)).isEqualTo("RolloutFinished");

        ServiceStatus stepping = fold(running, NOW, new Fact.InSteps("step 1 of 3: x"));
        assertThat(healthReason(stepping)).isEqualTo("Progressing");
        assertThat(healthReason(fold(stepping, NOW, new Fact.Healthy("")))).isEqualTo("Progressing");
        assertThat(healthReason(fold(stepping, NOW, new Fact.Configured(), deployed())))
                .isEqualTo("Progressing");

        assertThat(fold(stepping, NOW, new Fact.OutOfSteps())).isEqualTo(running);
    }

    @Test
    void isNotProgressingInStepsWhileAQuorumIsLost() {
        ServiceStatus stepping =
                fold(running, NOW, new Fact.InSteps("step 1 of 3: x"), new Fact.Unhealthy("NoQuorum", "1 of 3"));

        assertThat(healthReason(stepping)).isEqualTo("NoQuorum");
        assertThat(healthReason(fold(stepping, NOW, new Fact.OutOfSteps()))).isEqualTo("NoQuorum");
    }

    private static String healthReason(ServiceStatus status) {
        return status.condition(ConditionType.CHILDREN_RESOURCES_HEALTHY)
                .orElseThrow()
                .reason();
    }

    @Test
    void isRunningWhenConfiguredDeployedAndHealthy() {
        assertThat(running.phase()).isEqualTo("Running");
        assertThat(running.conditions()).hasSize(3).allMatch(Condition::isTrue);
        assertThat(running.observedGeneration()).isEqualTo(1);
        assertThat(running.type()).isEqualTo("jetstream");
    }

    @Test
    void waitsForItsServersAsPending() {
        ServiceStatus status =
                fold(ServiceStatus.NONE, NOW, new Fact.Configured(), deployed(), new Fact.Starting("1 of 3"));

        assertThat(status.phase()).isEqualTo("Pending");
        assertThat(status.message()).isEqualTo("1 of 3");
    }

    @Test
    void refusesANewServiceAsNotConfigured() {
        ServiceStatus status = fold(
                ServiceStatus.NONE,
                NOW,
                new Fact.Refused(
                        List.of(VIOLATION),
                        List.of(HeldChange.refused("uid-1", VIOLATION, Optional.empty())),
                        Optional.empty()));

        assertThat(status.phase()).isEqualTo("Failed");
        assertThat(status.message()).contains("spec.jetstream.replicas").contains("an odd number");
        assertThat(status.condition(ConditionType.CONFIGURED)).get().matches(Condition::isFalse);
    }

    /** Invariant 6: running pipelines must not notice an invalid new spec. */
    @Test
    void neverTurnsAConditionFalseForAnInvalidSpecOfARunningService() {
        ServiceStatus status = StatusFold.fold(
                running,
                new Facts(
                        2,
                        true,
                        List.of(new Fact.Refused(
                                List.of(VIOLATION),
                                List.of(HeldChange.refused("uid-1", VIOLATION, Optional.empty())),
                                Optional.empty()))),
                NOW);

        assertThat(status.phase()).isEqualTo("Running");
        assertThat(status.conditions()).allMatch(Condition::isTrue);
        assertThat(status.message()).contains("spec.jetstream.replicas");
    }

    /** Invariant 6 holds there too. */
    @Test
    void doesNotClaimThatAServiceRunsOnAsItWasWhereItsChildrenAreNotRepaired() {
        ServiceStatus status = refused(Optional.of("nobody knows their last rendering"));

        assertThat(status.message())
                .contains("children that are deleted or changed are not repaired (nobody knows their last rendering)")
                .contains("spec.jetstream.replicas")
                .doesNotContain("as it was");
        assertThat(status.conditions()).allMatch(Condition::isTrue);
        assertThat(refused(Optional.empty()).message())
                .contains("the service runs on as it was")
                .doesNotContain("not repaired");
    }

    private ServiceStatus refused(Optional<String> notKept) {
        Fact refused = new Fact.Refused(
                List.of(VIOLATION), List.of(HeldChange.refused("uid-1", VIOLATION, Optional.empty())), notKept);
        return StatusFold.fold(running, new Facts(2, true, List.of(refused)), NOW);
    }

    /** Invariant 6: nor a held change. */
    @Test
    void reportsHeldChangesWithoutDisturbing() {
        ServiceStatus held = fold(running, NOW, new Fact.Held(List.of(HELD)));
        ServiceStatus takenBack = fold(held, NOW, new Fact.Held(List.of()));

        assertThat(held.phase()).isEqualTo("Running");
        assertThat(held.conditions()).allMatch(Condition::isTrue);
        assertThat(held.message())
                .contains("spec.jetstream.tls")
                .contains("1a2b3c4d")
                .contains("Take it back");
        assertThat(takenBack).isEqualTo(running);
    }

    @Test
    void staysRunningWithAFalseConditionWhenHealthIsLost() {
        ServiceStatus status = fold(running, NOW, new Fact.Unhealthy("NoQuorum", "1 of 3 nodes"));

        assertThat(status.phase()).isEqualTo("Running");
        assertThat(status.message()).isEqualTo("NoQuorum: 1 of 3 nodes");
        assertThat(status.condition(ConditionType.CHILDREN_RESOURCES_HEALTHY))
                .get()
                .matches(Condition::isFalse);
    }

    @Test
    void movesTheTimeOfATransitionOnlyWhenTheStatusChanges() {
        ServiceStatus same = fold(running, NOW, new Fact.Configured(), deployed(), new Fact.Healthy(""));
        ServiceStatus lost = fold(running, NOW, new Fact.Unhealthy("NoQuorum", ""));

        assertThat(same).isEqualTo(running);
        assertThat(lost.condition(ConditionType.CHILDREN_RESOURCES_HEALTHY)
                        .orElseThrow()
                        .lastTransitionTime())
                .isEqualTo(NOW);
        assertThat(lost.condition(ConditionType.DEPLOYED).orElseThrow().lastTransitionTime())
                .isEqualTo(EARLIER);
    }

    /** Invariant 5: never overwrite what is newer. */
    @Test
    void leavesAStatusThatHasSeenANewerGeneration() {
        ServiceStatus newer = StatusFold.fold(running, new Facts(3, true, List.of(new Fact.Configured())), NOW);

        assertThat(StatusFold.fold(
                        newer,
                        new Facts(
                                2,
                                true,
                                List.of(new Fact.Refused(
                                        List.of(VIOLATION),
                                        List.of(HeldChange.refused("uid-1", VIOLATION, Optional.empty())),
                                        Optional.empty()))),
                        NOW))
                .isSameAs(newer);
    }

    @Test
    void staysDeletingWhateverElseIsFound() {
        ServiceStatus deleting = fold(running, NOW, new Fact.Deleting("pipelines refer to it: a", "InUse", "{}"));

        assertThat(deleting.phase()).isEqualTo("Deleting");
        assertThat(fold(deleting, NOW, new Fact.Healthy("")).phase()).isEqualTo("Deleting");
        assertThat(fold(deleting, NOW, new Fact.Healthy("")).message()).contains("pipelines refer to it: a");
    }

    @Test
    void healthDoesNotClaimToHaveSeenTheSpec() {
        assertThat(fold(ServiceStatus.NONE, NOW, new Fact.Starting("")).observedGeneration())
                .isNull();
    }

    private static Fact deployed() {
        return new Fact.Deployed(StatusConfig.of(Services.jetstream("replicas: 3")));
    }

    private static ServiceStatus fold(ServiceStatus previous, String now, Fact... facts) {
        return StatusFold.fold(
                previous, new Facts(1, previous.observedGeneration() != null, Arrays.asList(facts)), now);
    }
}
