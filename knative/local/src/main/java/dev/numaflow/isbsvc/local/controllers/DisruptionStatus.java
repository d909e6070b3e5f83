package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Computes how many pods of a PodDisruptionBudget may be disrupted now. */
final class DisruptionStatus {
    private static final String ALLOWED = "DisruptionAllowed";

    private DisruptionStatus() {}

    /**
     * @param pods those that the budget selects
     * @param expected the desired number
     */
    static PodDisruptionBudgetStatus of(PodDisruptionBudget budget, List<Pod> pods, int expected, Instant now) {
        int healthy = (int) pods.stream()
                .filter(pod -> !Pods.isTerminating(pod) && Pods.isReady(pod))
                .count();
        int desired = desired(budget, expected);
        int allowed = expected == 0 ? 0 : Math.max(0, healthy - desired);
        return new PodDisruptionBudgetStatusBuilder()
                .withObservedGeneration(budget.getMetadata().getGeneration())
                .withCurrentHealthy(healthy)
                .withDesiredHealthy(desired)
                .withExpectedPods(expected)
                .withDisruptionsAllowed(allowed)
                .withConditions(condition(budget, allowed > 0, now))
                .build();
    }

    private static int desired(PodDisruptionBudget budget, int expected) {
        IntOrString available = budget.getSpec().getMinAvailable();
        IntOrString unavailable = budget.getSpec().getMaxUnavailable();
        if (unavailable != null) {
            return Math.max(0, expected - count(unavailable, expected));
        }
        return available == null ? expected : count(available, expected);
    }

    /** Percentages are rounded up. */
    private static int count(IntOrString value, int of) {
        if (value.getStrVal() == null) {
            return value.getIntVal();
        }
        int percent = Integer.parseInt(value.getStrVal().replace("%", ""));
        return (of * percent + 99) / 100;
    }

    private static Condition condition(PodDisruptionBudget budget, boolean allowed, Instant now) {
        String status = allowed ? "True" : "False";
        String since = budget.getStatus() == null || budget.getStatus().getConditions() == null
                ? null
                : budget.getStatus().getConditions().stream()
                        .filter(known -> known.getType().equals(ALLOWED)
                                && known.getStatus().equals(status))
                        .map(Condition::getLastTransitionTime)
                        .findFirst()
                        .orElse(null);
        return new ConditionBuilder()
                .withType(ALLOWED)
                .withStatus(status)
                .withReason(allowed ? "SufficientPods" : "InsufficientPods")
                .withMessage("")
                .withObservedGeneration(budget.getMetadata().getGeneration())
                .withLastTransitionTime(
                        since == null ? now.truncatedTo(ChronoUnit.SECONDS).toString() : since)
                .build();
    }
}
