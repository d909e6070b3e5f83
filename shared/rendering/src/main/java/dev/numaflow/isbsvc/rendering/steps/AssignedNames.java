package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.buffers.BufferNames;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The names of everything of the account of the buffers that the cluster has assigned to nodes, as the leader of the meta group knows them. A stream or consumer that only
 * a silent node has is reported by no node: its name is all that is left.
 *
 * @param consumers their names by that of their stream
 */
public record AssignedNames(Map<String, List<String>> consumers) {

    private static final String SILENT =
            " is on no node that answers: its data is lost with the node unless that comes back;"
                    + " delete it to go on without it";

    public AssignedNames {
        consumers = new TreeMap<>(consumers);
    }

    /**
     * Open where some node reports each stream and each consumer. Consumers of buckets are not counted: a bucket keeps its values, and a
     * client that watches one makes its consumer again.
     *
     * @param answering the nodes that answer, read after the names: what is created meanwhile is not on a node that is silent
     */
    public GateState reportedIn(List<NodeReport> answering) {
        List<String> reasons = new ArrayList<>(others(answering));
        List<StreamReport> reported =
                answering.stream().flatMap(report -> report.streams().stream()).toList();
        consumers.forEach((stream, names) -> {
            List<StreamReport> copies =
                    reported.stream().filter(copy -> copy.name().equals(stream)).toList();
            if (copies.isEmpty()) {
                reasons.add("stream " + stream + SILENT);
            } else if (!BufferNames.isBucket(stream)) {
                names.stream()
                        .filter(name -> copies.stream()
                                .allMatch(copy -> copy.consumer(name).isEmpty()))
                        .forEach(name -> reasons.add("consumer " + name + " of stream " + stream + SILENT));
            }
        });
        return GateState.of(reasons);
    }

    /** The names are those of one account, and a volume has what all of them store. */
    private static List<String> others(List<NodeReport> answering) {
        return answering.stream()
                .flatMap(report -> report.accounts().stream())
                .filter(account -> !account.equals(AuthConf.CLIENT_ACCOUNT))
                .distinct()
                .sorted()
                .map(account ->
                        "account " + account + " has JetStream too, and what only the lost node has of it is not"
                                + " known; take it out of the servers' auth, or bring the machine back")
                .toList();
    }
}
