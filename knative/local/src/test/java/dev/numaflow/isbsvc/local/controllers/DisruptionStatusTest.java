package dev.numaflow.isbsvc.local.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisruptionStatusTest {
    @Test
    void oneOfThreeMayGoWhileAllAreHealthy() {
        assertThat(allowed(maxUnavailable(1), new Given().ready(0).ready(1).ready(2)))
                .isEqualTo(1);
    }

    @Test
    void noneMayGoWhileOneIsUnhealthy() {
        assertThat(allowed(maxUnavailable(1), new Given().ready(0).ready(1).unready(2)))
                .isZero();
    }

    @Test
    void readsPercentagesRoundedUp() {
        PodDisruptionBudget budget = new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(new IntOrString("50%"))
                .endSpec()
                .build();
        assertThat(allowed(budget, new Given().ready(0).ready(1).ready(2))).isEqualTo(1);
    }

    @Test
    void keepsTheTimeOfAConditionThatHolds() {
        PodDisruptionBudget budget = maxUnavailable(1);
        List<Pod> pods = pods(new Given().ready(0));
        budget.setStatus(DisruptionStatus.of(budget, pods, 1, Given.NOW));

        assertThat(DisruptionStatus.of(budget, pods, 1, Given.NOW.plusSeconds(60)))
                .isEqualTo(budget.getStatus());
    }

    private static int allowed(PodDisruptionBudget budget, Given given) {
        return DisruptionStatus.of(budget, pods(given), 3, Given.NOW).getDisruptionsAllowed();
    }

    private static List<Pod> pods(Given given) {
        return List.copyOf(given.view().pods().values());
    }

    private static PodDisruptionBudget maxUnavailable(int count) {
        return new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(count))
                .endSpec()
                .build();
    }
}
