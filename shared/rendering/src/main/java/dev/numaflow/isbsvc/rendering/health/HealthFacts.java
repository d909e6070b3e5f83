package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.time.Instant;
import java.util.List;

/**
 * All that the judgement rests on.
 *
 * @param nodes the StatefulSet
 * @param standing what was judged last
 * @param pods those there are
 * @param servers those that answered; empty as long as none was asked
 * @param ahead consumers that are ahead of their streams, as the servers said twice
 * @param config what the servers are to run with
 * @param runs what they say that they run with; empty where nobody has changed it
 * @param now for how long a doubt lasts
 */
public record HealthFacts(
        NodeSet nodes,
        PreviousHealth standing,
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

    /** Of servers of which no consumer is ahead of its stream. */
    public HealthFacts(
            NodeSet nodes, PreviousHealth standing, List<PodState> pods, List<NodeReport> servers, Instant now) {
        this(nodes, standing, pods, servers, List.of(), now);
    }

    /** Where nobody has changed the configuration. */
    public HealthFacts(
            NodeSet nodes,
            PreviousHealth standing,
            List<PodState> pods,
            List<NodeReport> servers,
            List<ConsumerAhead> ahead,
            Instant now) {
        this(nodes, standing, pods, servers, ahead, LiveConfig.NONE, List.of(), now);
    }

    /** With the answers of the servers. */
    public HealthFacts with(List<NodeReport> answers, List<ConsumerAhead> consumersAhead) {
        return new HealthFacts(nodes, standing, pods, answers, consumersAhead, config, runs, now);
    }

    /** The same with the stores of the servers limited to their volumes. */
    public HealthFacts on(VolumeSizes volumes) {
        return new HealthFacts(nodes, standing, pods, volumes.limit(servers), ahead, config, runs, now);
    }

    /** With what the servers say of the configuration they run with. */
    public HealthFacts with(LiveConfig live, List<ServerRun> answers) {
        return new HealthFacts(nodes, standing, pods, servers, ahead, live, answers, now);
    }

    /** Whether StatefulSet and pods stand as they did then. */
    public boolean isAsIn(HealthFacts then) {
        return nodes.equals(then.nodes) && pods.equals(then.pods);
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

    /** Whether enough pods are ready; a service without StatefulSet has no quorum whatever pods are left. */
    boolean podsHaveQuorum() {
        return nodes.replicas() > 0 && ready() >= quorum();
    }

    /** Whether there would be a quorum if all pods were ready that merely are not so just now. */
    boolean podsMayHaveQuorum() {
        return nodes.replicas() > 0
                && ready() + pods.stream().filter(PodState::isMerelyUnready).count() >= quorum();
    }

    List<String> answering() {
        return servers.stream().map(NodeReport::name).toList();
    }
}
