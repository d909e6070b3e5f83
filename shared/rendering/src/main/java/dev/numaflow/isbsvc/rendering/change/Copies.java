package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.List;

/** Whether a majority has everything while any one node is away, without what goes with its pod. */
public enum Copies {
    ENOUGH,
    FEWER,
    UNKNOWN;

    /** As these nodes report it, where their disks go with their pods. */
    public static Copies of(List<NodeReport> nodes, int replicas) {
        if (nodes.size() < replicas) {
            return UNKNOWN;
        }
        return StoredMessages.of(nodes, replicas, false) == StoredMessages.MAJORITY ? ENOUGH : FEWER;
    }

    /** The same of what these nodes have in memory alone, where their disks stay. */
    public static Copies inMemory(List<NodeReport> nodes, int replicas) {
        if (nodes.size() < replicas) {
            return UNKNOWN;
        }
        return nodes.stream().flatMap(node -> node.streams().stream()).allMatch(Copies::outlivesARestart)
                ? ENOUGH
                : FEWER;
    }

    private static boolean outlivesARestart(StreamReport stream) {
        boolean isKept = !stream.isInMemory() || stream.replicas() >= Running.FEWEST_IN_STEPS;
        return isKept
                && stream.durables()
                        .filter(stream::isInMemory)
                        .allMatch(consumer -> stream.replicas(consumer) >= Running.FEWEST_IN_STEPS);
    }
}
