package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What decides whether the next node may be replaced.
 *
 * @param roll the nodes. Those that run the newest template were started with it; the others take a configuration that needs a
 *     restart with it
 * @param nodes of the cluster
 * @param out the node that is replaced next, where it has stored nothing yet: it is not waited for
 * @param rounds what the nodes reported, several times in a row
 * @param config the configuration that they should run with
 * @param runs the configuration that they report
 * @param now from which follows how long ago the configuration was written
 */
public record GateFacts(
        RollState roll,
        List<String> nodes,
        Optional<String> out,
        List<ServerRound> rounds,
        LiveConfig config,
        List<ServerRun> runs,
        Instant now) {

    /** Of nodes that are replaced. */
    public GateFacts(
            RollState roll,
            Optional<String> out,
            List<ServerRound> rounds,
            LiveConfig config,
            List<ServerRun> runs,
            Instant now) {
        this(roll, roll.names(), out, rounds, config, runs, now);
    }

    public GateFacts {
        nodes = List.copyOf(nodes);
        rounds = List.copyOf(rounds);
        runs = List.copyOf(runs);
        if (rounds.size() < 2) {
            throw new IllegalArgumentException("one round does not show whether a copy follows its leader");
        }
    }

    /** Whether a node goes next with what it stores. After the last one, only what was replaced has to be complete again. */
    boolean replaces() {
        return roll.replaces();
    }

    /** The nodes that have to be complete. */
    List<String> needed() {
        return nodes.stream().filter(node -> !isOut(node)).toList();
    }

    boolean isOut(String node) {
        return out.filter(server -> PeerId.names(node, server)).isPresent();
    }

    ServerRound last() {
        return rounds.get(rounds.size() - 1);
    }
}
