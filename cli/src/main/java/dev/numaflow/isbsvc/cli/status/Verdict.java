package dev.numaflow.isbsvc.cli.status;

import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;

/** The verdict on a service for scripts. Worse comes first. */
public enum Verdict {
    /** The service does not serve, or not with all its nodes, or does not deliver what it stores. */
    UNWELL,
    /** The service serves, but a requested change is not applied; or it was never created because its spec is refused. */
    HELD,
    WELL;

    private static final String RUNNING = "Running";
    private static final String INVALID_SPEC = "InvalidSpec";

    /** Derives the verdict from the status that the functions wrote and the cluster's report of the nodes. */
    public static Verdict of(ServiceFacts facts) {
        boolean refused = facts.conditions().stream().anyMatch(Verdict::refused);
        if (refused) {
            return HELD;
        }
        boolean complete =
                facts.steps() != null && facts.steps().ready() >= facts.steps().replicas();
        boolean healthy = facts.conditions().stream()
                        .anyMatch(condition -> condition.type().equals(ConditionType.CHILDREN_RESOURCES_HEALTHY.label())
                                && condition.status().equals(Condition.TRUE))
                && facts.conditions().stream()
                        .noneMatch(condition -> condition.type().equals(ConditionType.CONSUMERS_AHEAD.label()));
        if (!RUNNING.equals(facts.service().phase()) || !healthy || !complete) {
            return UNWELL;
        }
        return facts.held().isEmpty() ? WELL : HELD;
    }

    private static boolean refused(ServiceFacts.ConditionFact condition) {
        return condition.type().equals(ConditionType.CONFIGURED.label())
                && condition.status().equals(Condition.FALSE)
                && INVALID_SPEC.equals(condition.reason());
    }
}
