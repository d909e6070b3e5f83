package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.List;

/** The messages that would be lost with the disk of a pod, as the servers report them. */
enum StoredMessages {
    /** Every node answers and none holds a message. */
    NONE,
    /** Every stream and durable consumer has at least three replicas, so that a majority has it while one is away. */
    MAJORITY,
    /** Every message has another replica. */
    COPIED,
    /** Some are on one node only, or it is unknown. */
    SINGLE;

    /** @param inSteps whether the nodes are being replaced one by one: then one of them does not answer, and what it had is elsewhere */
    static StoredMessages of(List<NodeReport> nodes, int replicas, boolean inSteps) {
        List<StreamReport> streams =
                nodes.stream().flatMap(node -> node.streams().stream()).toList();
        boolean allAnswer = nodes.size() >= replicas;
        boolean known = inSteps || (allAnswer && !streams.isEmpty());
        if (replicas >= Running.FEWEST_IN_STEPS && known && streams.stream().allMatch(StoredMessages::hasMajority)) {
            return MAJORITY;
        }
        if (allAnswer && streams.stream().allMatch(stream -> stream.messages() == 0)) {
            return NONE;
        }
        boolean copied = streams.stream().allMatch(stream -> stream.replicas() > 1 || stream.messages() == 0);
        return allAnswer && replicas > 1 && copied ? COPIED : SINGLE;
    }

    /** However many messages it has now: a stream that is empty has messages in a moment. */
    private static boolean hasMajority(StreamReport stream) {
        return stream.replicas() >= Running.FEWEST_IN_STEPS
                && stream.durables().allMatch(consumer -> stream.replicas(consumer) >= Running.FEWEST_IN_STEPS);
    }
}
