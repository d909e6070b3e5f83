package dev.numaflow.isbsvc.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PodStatusRendererTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = BEGIN.plusSeconds(60);
    private static final Pod POD = new PodBuilder()
            .withNewMetadata()
            .withName("p-0")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage("nats:2.12.7")
            .endContainer()
            .addNewContainer()
            .withName("reloader")
            .endContainer()
            .endSpec()
            .build();

    private final MainState running = MainState.initial(0).running("process://1", BEGIN);

    @Test
    void aPodThatWaitsIsPendingAndSaysWhy() {
        PodStatus status = render(MainState.initial(0).waiting("NotHonoured", "spec.x: found y, allowed: z"), BEGIN);

        assertThat(status.getPhase()).isEqualTo("Pending");
        assertThat(main(status).getState().getWaiting().getReason()).isEqualTo("NotHonoured");
        assertThat(main(status).getState().getWaiting().getMessage()).isEqualTo("spec.x: found y, allowed: z");
    }

    @Test
    void itIsReadyWhenItsServerIs() {
        assertThat(condition(render(running, BEGIN), "Ready").getStatus()).isEqualTo("False");
        assertThat(condition(render(running.withStarted().withReady(true), BEGIN), "Ready")
                        .getStatus())
                .isEqualTo("True");
    }

    @Test
    void otherContainersAreReportedRunningWithTheMainOne() {
        ContainerStatus reloader = render(running, BEGIN).getContainerStatuses().get(1);

        assertThat(reloader.getReady()).isTrue();
        assertThat(reloader.getImageID()).isEqualTo("no process on this node");
    }

    @Test
    void reportsHowTheLastRunEndedWhileItWaitsForTheNext() {
        PodStatus status =
                render(running.ended(137, LATER).restarting().waiting("CrashLoopBackOff", "back-off 10s"), LATER);

        assertThat(main(status).getLastState().getTerminated().getExitCode()).isEqualTo(137);
        assertThat(main(status).getRestartCount()).isEqualTo(1);
        assertThat(status.getPhase()).isEqualTo("Running");
    }

    @Test
    void aConditionThatHoldsKeepsItsTime() {
        Pod known = new PodBuilder(POD).withStatus(render(running, BEGIN)).build();

        PodStatus later = new PodStatusRenderer(known, "127.1.2.3", "nats-server").of(running.withReady(true), LATER);

        assertThat(condition(later, "PodScheduled").getLastTransitionTime()).isEqualTo(BEGIN.toString());
        assertThat(condition(later, "Ready").getLastTransitionTime()).isEqualTo(LATER.toString());
    }

    private static PodStatus render(MainState state, Instant now) {
        return new PodStatusRenderer(POD, "127.1.2.3", "nats-server").of(state, now);
    }

    private static ContainerStatus main(PodStatus status) {
        return status.getContainerStatuses().get(0);
    }

    private static PodCondition condition(PodStatus status, String type) {
        return status.getConditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
