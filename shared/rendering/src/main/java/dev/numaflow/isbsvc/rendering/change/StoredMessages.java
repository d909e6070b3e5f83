package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.List;

/** The messages that would be lost with the disk of a pod, as the servers report them. */
enum StoredMessages {
    /** Every node answers and none holds a message. */
    NONE,
    /** Every message has other replicas. */
    COPIED,
    /** Some are on one node only, or it is unknown. */
    SINGLE;

    static StoredMessages of(List<NodeReport> nodes, int replicas) {
        List<StreamReport> streams =
                nodes.stream().flatMap(node -> node.streams().stream()).toList();
        boolean allAnswer = nodes.size() >= replicas;
        if (allAnswer && streams.stream().allMatch(stream -> stream.messages() == 0)) {
            return NONE;
        }
        boolean copied = streams.stream().allMatch(stream -> stream.replicas() > 1 || stream.messages() == 0);
        return allAnswer && replicas > 1 && copied ? COPIED : SINGLE;
    }
}
