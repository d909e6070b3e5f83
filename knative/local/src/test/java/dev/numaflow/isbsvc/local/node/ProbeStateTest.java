package dev.numaflow.isbsvc.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProbeStateTest {
    private static final Probe PROBE =
            new ProbeBuilder().withSuccessThreshold(2).withFailureThreshold(3).build();

    @Test
    void isGoodOnlyAfterSuccessesInARow() {
        ProbeState state = new ProbeState(PROBE, false);

        state.answered(true);
        state.answered(false);
        state.answered(true);
        assertThat(state.isGood()).isFalse();

        state.answered(true);
        assertThat(state.isGood()).isTrue();
    }

    @Test
    void staysGoodThroughFewerFailuresThanTheThreshold() {
        ProbeState state = new ProbeState(PROBE, true);

        state.answered(false);
        state.answered(false);
        assertThat(state.isGood()).isTrue();

        state.answered(false);
        assertThat(state.isGood()).isFalse();
    }

    @Test
    void hasTheDefaultsOfKubernetes() {
        ProbeState state = new ProbeState(new Probe(), false);

        assertThat(state.initialDelay()).isZero();
        assertThat(state.period()).isEqualTo(Duration.ofSeconds(10));
        assertThat(state.timeout()).isEqualTo(Duration.ofSeconds(1));
    }
}
