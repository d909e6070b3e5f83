package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What decides whether the next node may be replaced.
 *
 * @param nodes the names of all nodes that should exist
 * @param out the node that is replaced next, where it does not serve anyway: it is not waited for
 * @param updated the nodes that run the newest template; the others take a configuration that needs a restart with it
 * @param rounds what the nodes reported, several times in a row
 * @param config the configuration that they should run with
 * @param runs the configuration that they report
 * @param now from which follows how long ago the configuration was written
 */
public record GateFacts(
        List<String> nodes,
        Optional<String> out,
        List<String> updated,
        List<ServerRound> rounds,
        LiveConfig config,
        List<ServerRun> runs,
        Instant now) {

    public GateFacts {
        nodes = List.copyOf(nodes);
        updated = List.copyOf(updated);
        rounds = List.copyOf(rounds);
        runs = List.copyOf(runs);
        if (rounds.size() < 2) {
            throw new IllegalArgumentException("one round does not show whether a copy follows its leader");
        }
    }

    /** The nodes that have to be complete. */
    List<String> needed() {
        return nodes.stream().filter(node -> !isOut(node)).toList();
    }

    boolean isOut(String node) {
        return out.filter(node::equals).isPresent();
    }

    ServerRound last() {
        return rounds.get(rounds.size() - 1);
    }
}
