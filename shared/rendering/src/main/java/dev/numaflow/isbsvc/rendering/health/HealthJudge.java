package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.health.HealthFacts.Before;
import java.util.List;

/**
 * Judges whether a service serves: a quorum of its pods is ready, and before it is first called serving, a quorum of its
 * servers knows a leader. A service that serves is judged by its pods alone: servers do not answer for some seconds while a
 * leader is elected, and pipelines must not notice that.
 */
public final class HealthJudge {

    private static final String NO_QUORUM = "NoQuorum";

    private HealthJudge() {}

    /** Whether the judgement needs what the servers say. */
    public static boolean needsServers(HealthFacts facts) {
        return facts.podsHaveQuorum() && facts.before() != Before.SERVES;
    }

    public static Health judge(HealthFacts facts) {
        if (!facts.podsHaveQuorum()) {
            return facts.before() == Before.NEVER_SERVED
                    ? new Health.Starts(told(facts))
                    : new Health.Lost(reason(facts), told(facts));
        }
        if (needsServers(facts) && !serversHaveQuorum(facts)) {
            return new Health.Unconfirmed("the pods are ready, but " + confirming(facts) + " of " + facts.replicas()
                    + " servers know a leader, " + facts.quorum() + " needed");
        }
        return new Health.Serves(facts.ready() < facts.replicas() ? told(facts) : "");
    }

    private static boolean serversHaveQuorum(HealthFacts facts) {
        return confirming(facts) >= facts.quorum();
    }

    /** A server alone has nobody to lead it: that it answers is enough. */
    private static long confirming(HealthFacts facts) {
        return facts.nodes().stream()
                .filter(node -> facts.replicas() == 1 || !node.leader().isEmpty())
                .count();
    }

    private static String reason(HealthFacts facts) {
        return facts.pods().stream()
                .filter(pod -> !pod.ready())
                .flatMap(pod -> pod.trouble().stream())
                .map(PodTrouble::reason)
                .min(Enum::compareTo)
                .map(PodTrouble.Reason::label)
                .orElse(NO_QUORUM);
    }

    private static String told(HealthFacts facts) {
        if (facts.replicas() == 0) {
            return "there is no StatefulSet";
        }
        String count = facts.ready() + " of " + facts.replicas() + " nodes ready, " + facts.quorum() + " needed";
        List<String> troubles = facts.pods().stream()
                .filter(pod -> !pod.ready() && pod.trouble().isPresent())
                .map(pod -> pod.name() + ": " + pod.trouble().get())
                .sorted()
                .toList();
        return troubles.isEmpty() ? count : count + "; " + String.join("; ", troubles);
    }
}
