package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import java.util.List;

/**
 * All that the judgement rests on.
 *
 * @param replicas the nodes that there should be; 0 when there is no StatefulSet
 * @param before what was judged last
 * @param pods those there are
 * @param nodes the servers that answered; empty as long as none was asked
 */
public record HealthFacts(int replicas, Before before, List<PodState> pods, List<NodeReport> nodes) {

    /** What the condition says from before: it never served, it serves, or it has lost its quorum. */
    public enum Before {
        NEVER_SERVED,
        SERVES,
        LOST
    }

    public HealthFacts {
        pods = List.copyOf(pods);
        nodes = List.copyOf(nodes);
    }

    /** With the answers of the servers. */
    public HealthFacts with(List<NodeReport> answers) {
        return new HealthFacts(replicas, before, pods, answers);
    }

    int quorum() {
        return replicas / 2 + 1;
    }

    long ready() {
        return pods.stream().filter(PodState::ready).count();
    }

    /** Whether enough pods are ready; a service without StatefulSet has no quorum whatever pods are left. */
    boolean podsHaveQuorum() {
        return replicas > 0 && ready() >= quorum();
    }
}
