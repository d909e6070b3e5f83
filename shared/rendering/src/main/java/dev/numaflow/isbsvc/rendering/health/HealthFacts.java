package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.time.Instant;
import java.util.List;

/**
 * The input of the evaluation.
 *
 * @param nodes the StatefulSet
 * @param previous the previous health
 * @param pods the existing pods
 * @param servers the servers that answered; empty while none was queried
 * @param ahead consumers that two successive reports show ahead of their streams
 * @param config the configuration that the servers should run with
 * @param runs the configuration that they report; empty where it has not changed
 * @param now from which follows how long a doubt lasts
 */
public record HealthFacts(
        NodeSet nodes,
        PreviousHealth previous,
        List<PodState> pods,
        List<NodeReport> servers,
        List<ConsumerAhead> ahead,
        LiveConfig config,
        List<ServerRun> runs,
        Instant now) {

    public HealthFacts {
        pods = List.copyOf(pods);
        servers = List.copyOf(servers);
        ahead = List.copyOf(ahead);
        runs = List.copyOf(runs);
    }

    /** Without consumers that are ahead of their streams. */
    public HealthFacts(
            NodeSet nodes, PreviousHealth previous, List<PodState> pods, List<NodeReport> servers, Instant now) {
        this(nodes, previous, pods, servers, List.of(), now);
    }

    /** Without a change of the configuration. */
    public HealthFacts(
            NodeSet nodes,
            PreviousHealth previous,
            List<PodState> pods,
            List<NodeReport> servers,
            List<ConsumerAhead> ahead,
            Instant now) {
        this(nodes, previous, pods, servers, ahead, LiveConfig.NONE, List.of(), now);
    }

    /** With the answers of the servers. */
    public HealthFacts with(List<NodeReport> answers, List<ConsumerAhead> consumersAhead) {
        return new HealthFacts(nodes, previous, pods, answers, consumersAhead, config, runs, now);
    }

    /** The same with the stores of the servers limited to their volumes. */
    public HealthFacts on(VolumeSizes volumes) {
        return new HealthFacts(nodes, previous, pods, volumes.limit(servers), ahead, config, runs, now);
    }

    /** With the configuration that the servers report. */
    public HealthFacts with(LiveConfig live, List<ServerRun> answers) {
        return new HealthFacts(nodes, previous, pods, servers, ahead, live, answers, now);
    }

    /** Whether StatefulSet and pods are the same as then. */
    public boolean isAsIn(HealthFacts then) {
        return nodes.equals(then.nodes) && pods.equals(then.pods);
    }

    /** Whether there is a pod for every node, ready or not. */
    public boolean hasAllPods() {
        return nodes.replicas() > 0 && pods.size() >= nodes.replicas();
    }

    int quorum() {
        return nodes.replicas() / 2 + 1;
    }

    long ready() {
        return pods.stream().filter(PodState::ready).count();
    }

    boolean isComplete() {
        return ready() >= nodes.replicas();
    }

    /** Whether enough pods are ready; a service without a StatefulSet has no quorum, whatever pods are left. */
    boolean podsHaveQuorum() {
        return nodes.replicas() > 0 && ready() >= quorum();
    }

    /** Whether there would be a quorum if all pods that are only temporarily unready were ready. */
    boolean podsMayHaveQuorum() {
        return nodes.replicas() > 0
                && ready() + pods.stream().filter(PodState::isMerelyUnready).count() >= quorum();
    }

    List<String> answering() {
        return servers.stream().map(NodeReport::name).toList();
    }
}
