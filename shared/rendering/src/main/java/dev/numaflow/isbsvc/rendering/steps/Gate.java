package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.health.ReloadEvaluator;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.PeerReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.steps.ServerRound.NodeHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides whether the next node may be taken away with its disk: every other node answers, is healthy several times in a row and
 * belongs to the cluster, runs with the newest configuration where it was started for that, and has everything that it should have a
 * copy of. What is not known keeps the gate shut.
 */
public final class Gate {

    private Gate() {}

    /** Open, or shut with every reason. */
    public static GateState of(GateFacts facts) {
        List<String> health = facts.needed().stream()
                .flatMap(node -> health(node, facts).stream())
                .toList();
        if (!health.isEmpty()) {
            // What nodes that are not healthy report is of no use.
            return GateState.of(health);
        }
        List<String> reasons = new ArrayList<>(metaGroup(facts));
        facts.needed().forEach(node -> config(node, facts).ifPresent(reasons::add));
        reasons.addAll(StreamCopies.incomplete(facts));
        if (facts.replaces()) {
            reasons.addAll(ahead(facts, stream -> true));
        }
        return GateState.of(reasons);
    }

    /**
     * The same where the user gives up what only one node has: streams with one copy are not waited for, because they are lost with their
     * node. One with more copies is: half of it would be worse than none, as its consumers may remember what it has lost.
     */
    public static GateState ofLoss(GateFacts facts) {
        List<String> reasons = new ArrayList<>(facts.needed().stream()
                .flatMap(node -> health(node, facts).stream())
                .toList());
        if (reasons.isEmpty() && facts.nodes().size() > 1) {
            reasons.addAll(metaGroup(facts));
        }
        if (reasons.isEmpty()) {
            facts.needed().forEach(node -> config(node, facts).ifPresent(reasons::add));
            reasons.addAll(StreamCopies.incompleteOfSeveral(facts));
            if (facts.replaces()) {
                // After the restart of all servers nobody could set such a consumer back.
                reasons.addAll(ahead(facts, stream -> StreamCopies.replicas(stream, facts) >= Running.FEWEST_IN_STEPS));
            }
        }
        return GateState.of(reasons);
    }

    /**
     * The same where the disk stays and the server is restarted: nothing on it is lost with that, however few copies there are, and every
     * other node has what it should have while that one is away. What is in memory goes, as if there was no disk.
     */
    public static GateState ofRestart(GateFacts facts) {
        List<String> reasons = new ArrayList<>(facts.needed().stream()
                .flatMap(node -> health(node, facts).stream())
                .toList());
        if (reasons.isEmpty()) {
            reasons.addAll(metaGroup(facts));
            facts.needed().forEach(node -> config(node, facts).ifPresent(reasons::add));
            reasons.addAll(StreamCopies.incompleteWithoutMemory(facts));
            if (facts.replaces()) {
                reasons.addAll(ahead(facts, stream -> StreamCopies.isInMemory(stream, facts)));
            }
        }
        return GateState.of(reasons);
    }

    private static Optional<String> health(String node, GateFacts facts) {
        for (ServerRound round : facts.rounds()) {
            Optional<NodeHealth> health = round.health(node);
            if (health.isEmpty() || round.report(node).isEmpty()) {
                return Optional.of(node + " does not answer");
            }
            if (!health.get().good()) {
                return Optional.of(node + " is not healthy: " + health.get().message());
            }
        }
        return Optional.empty();
    }

    /** Only the leader knows the members. */
    private static List<String> metaGroup(GateFacts facts) {
        List<String> leaderless = facts.needed().stream()
                .filter(node -> facts.rounds().stream().anyMatch(round -> round.report(node)
                        .filter(report -> facts.needed().contains(report.leader()))
                        .isEmpty()))
                .map(node -> node + " knows no leader that answers")
                .toList();
        Optional<NodeReport> leader = facts.last().reports().stream()
                .filter(report -> report.leader().equals(report.name()))
                .findFirst();
        if (!leaderless.isEmpty() || leader.isEmpty()) {
            return leaderless.isEmpty() ? List.of("the cluster has no leader") : leaderless;
        }
        List<PeerReport> peers = leader.get().peers();
        int members = peers.size() + 1;
        return Stream.concat(
                        Stream.of(members)
                                .filter(count -> count != facts.nodes().size())
                                .map(count -> "the cluster has " + count + " of "
                                        + facts.nodes().size() + " nodes"),
                        peers.stream()
                                .filter(peer -> !facts.isOut(peer.name()) && (peer.offline() || !peer.current()))
                                .map(peer -> peer.name() + (peer.offline() ? " is offline" : " is not up to date")))
                .toList();
    }

    /** A node that was started before may have refused what only a start can take: it takes that when it is replaced. */
    private static Optional<String> config(String node, GateFacts facts) {
        LiveConfig config = facts.config();
        if (!facts.roll().updated().contains(node) || config.written().isEmpty()) {
            return Optional.empty();
        }
        Optional<ServerRun> run =
                facts.runs().stream().filter(each -> each.name().equals(node)).findFirst();
        if (run.isEmpty()) {
            return Optional.of(node + " does not report its configuration");
        }
        boolean other = config.maxPayload()
                .filter(bytes -> bytes != run.get().maxPayload())
                .isPresent();
        boolean older = config.isNew() && isOlder(run.get(), config.written().get(), facts.now());
        return other || older ? Optional.of(node + " has not taken the configuration") : Optional.empty();
    }

    /** Compares the ages of both, each by the clock that recorded it. */
    private static boolean isOlder(ServerRun run, Instant written, Instant now) {
        Duration sinceWrite = Duration.between(written, now).plus(ReloadEvaluator.SKEW);
        return run.loaded()
                .map(loaded -> Duration.between(loaded, run.asked().orElse(now)))
                .filter(sinceLoad -> sinceLoad.compareTo(sinceWrite) <= 0)
                .isEmpty();
    }

    /** In the first report and the last one: what was delivered before is stored since. */
    private static List<String> ahead(GateFacts facts, Predicate<String> streams) {
        return ConsumerAhead.still(
                        ConsumerAhead.among(facts.rounds().get(0).reports()),
                        facts.last().reports())
                .stream()
                .filter(consumer -> streams.test(consumer.stream()))
                .map(consumer -> "consumer " + consumer.label() + " is ahead of its stream")
                .sorted()
                .toList();
    }
}
