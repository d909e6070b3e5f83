package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.steps.ScaleStep.DeleteClaims;
import dev.numaflow.isbsvc.rendering.steps.ScaleStep.Evacuate;
import dev.numaflow.isbsvc.rendering.steps.ScaleStep.LowerCopies;
import dev.numaflow.isbsvc.rendering.steps.ScaleStep.MoveLeader;
import dev.numaflow.isbsvc.rendering.steps.ScaleStep.RemovePeer;
import dev.numaflow.isbsvc.rendering.steps.ScaleStep.Resize;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Decides the next step of a change of the number of nodes, from what is live alone. Nodes go one by one, from the highest ordinal down,
 * each once nothing has a copy on it; none starts on a claim of a node that was removed before.
 */
public final class ScaleDecider {

    private static final int STEPS_DOWN = 3;
    private static final int STEPS_UP = 3;

    private final ScaleState state;
    private final ScaleServers servers;

    private ScaleDecider(ScaleState state, ScaleServers servers) {
        this.state = state;
        this.servers = servers;
    }

    /**
     * The next step; empty where nodes are replaced first, which goes on by itself.
     *
     * @param ask queries that many nodes; called only where it decides
     */
    public static Optional<NextStep> next(ScaleState state, IntFunction<ScaleServers> ask) {
        if (!state.isObserved()) {
            return waits(place(state), "the StatefulSet controller has not seen the last write yet", true);
        }
        NavigableSet<Integer> stopping = state.pods().tailSet(state.replicas(), true);
        if (!stopping.isEmpty()) {
            return waits(place(state), "node " + state.node(stopping.last()) + " is being stopped", true);
        }
        return new ScaleDecider(state, ask.apply(state.replicas())).next();
    }

    private Optional<NextStep> next() {
        if (servers.leader().isEmpty()) {
            return waits(place(state), "the cluster has no leader that answers", false);
        }
        NavigableSet<Integer> stopped = servers.members().tailSet(state.replicas(), true);
        if (!stopped.isEmpty()) {
            return Optional.of(stopped(stopped));
        }
        int joined = joined();
        if (joined < state.replicas() && state.desired() < state.replicas()) {
            return Optional.of(givenUp(joined));
        }
        Optional<NextStep> incomplete = incomplete();
        if (incomplete.isPresent()) {
            return incomplete;
        }
        if (state.isReplacing()) {
            return Optional.empty();
        }
        return Optional.of(state.replicas() < state.desired() ? up() : down());
    }

    /** A node that is counted and does not run: it is started again, or counted no longer once nothing has a copy on it. */
    private NextStep stopped(NavigableSet<Integer> stopped) {
        int first = stopped.first();
        if (state.desired() > first) {
            return again(first, "it still belongs to the cluster");
        }
        if (stopped.size() > 1) {
            return again(first, "nodes go one by one");
        }
        List<String> copies = servers.onNode(first);
        if (!copies.isEmpty()) {
            return again(first, copies.get(0) + " has a copy on it");
        }
        String node = state.node(first);
        if (servers.gate(state.replicas(), Optional.of(first)) instanceof GateState.Shut shut) {
            return wait(down(first, 3) + ": node " + node + " waits to be removed", shut.message(), false);
        }
        return new RemovePeer(node, down(first, 3) + ": node " + node + " is removed from the cluster");
    }

    private NextStep again(int ordinal, String why) {
        return new Resize(ordinal + 1, "node " + state.node(ordinal) + " is started again: " + why);
    }

    /** So many nodes, from the first one on, belong to the cluster. */
    private int joined() {
        return (int) IntStream.range(0, state.replicas())
                .takeWhile(servers.members()::contains)
                .count();
    }

    /** Nodes that were started and never joined have nothing that would be lost with them. */
    private NextStep givenUp(int joined) {
        int target = Math.max(state.desired(), joined);
        String node = state.node(state.replicas() - 1);
        boolean joins = IntStream.range(target, state.replicas())
                .anyMatch(ordinal -> servers.members().contains(ordinal)
                        || !servers.onNode(ordinal).isEmpty());
        if (joins || servers.gate(joined, Optional.empty()) instanceof GateState.Shut) {
            return wait(
                    place(state),
                    "node " + state.node(joined) + " is not counted yet, and the others are not complete",
                    false);
        }
        return new Resize(target, place(state) + ": node " + node + " is stopped, it never joined the cluster");
    }

    /** A node that was started and is not one of the cluster yet. */
    private Optional<NextStep> incomplete() {
        for (int ordinal = 0; ordinal < state.replicas(); ordinal++) {
            if (!state.available().contains(ordinal)) {
                return waits(up(state.replicas(), 3), "node " + state.node(ordinal) + " is not ready", true);
            }
            if (!servers.members().contains(ordinal)) {
                return waits(
                        up(state.replicas(), 3),
                        "node " + state.node(ordinal)
                                + " is not counted yet, which takes up to five minutes after it was removed",
                        false);
            }
        }
        return Optional.empty();
    }

    private NextStep up() {
        int target = Math.min(state.desired(), mostAtOnce(state.replicas()));
        GateState gate = servers.gate(state.replicas(), Optional.empty());
        if (gate instanceof GateState.Shut shut) {
            return wait(up(target, 1), shut.message(), false);
        }
        List<Integer> left = IntStream.range(state.replicas(), target)
                .filter(state.claims()::contains)
                .boxed()
                .toList();
        List<Integer> undeleted = left.stream()
                .filter(ordinal -> !state.deletedClaims().contains(ordinal))
                .toList();
        if (!undeleted.isEmpty()) {
            return new DeleteClaims(
                    undeleted,
                    up(target, 1) + ": claims are deleted that removed nodes left: " + state.node(undeleted.get(0))
                            + (undeleted.size() > 1 ? " to " + undeleted.get(undeleted.size() - 1) : ""));
        }
        if (!left.isEmpty()) {
            return wait(up(target, 1), "the claim of node " + state.node(left.get(0)) + " is being deleted", false);
        }
        return new Resize(
                target,
                up(target, 2) + ": "
                        + (target - state.replicas() == 1
                                ? "node " + state.node(state.replicas()) + " is started"
                                : "nodes " + state.node(state.replicas()) + " to " + (target - 1) + " are started"));
    }

    /** The new nodes are fewer than a majority, so they can elect no leader without those that run, and those keep theirs without them. */
    private static int mostAtOnce(int replicas) {
        return 2 * replicas - 1;
    }

    private NextStep down() {
        boolean ends = !state.scales();
        int leaving = state.replicas() - 1;
        String node = state.node(leaving);
        GateState gate = servers.gate(state.replicas(), Optional.empty());
        Optional<ScaleServers.Copies> exceeding = ends ? Optional.empty() : servers.exceeding(leaving);
        List<String> copies = ends ? List.of() : servers.onNode(leaving);
        if (!copies.isEmpty() && servers.moving(leaving).isPresent()) {
            return wait(down(leaving, 1), servers.moving(leaving).get(), false);
        }
        if (gate instanceof GateState.Shut shut) {
            return wait(ends ? place(state) : down(leaving, 1), shut.message(), false);
        }
        if (ends) {
            return new NextStep.Finish("the service has " + state.replicas()
                    + " nodes, and every stream is complete on those that it is on");
        }
        if (exceeding.isPresent()) {
            return lowered(exceeding.get(), leaving);
        }
        if (!copies.isEmpty()) {
            return new Evacuate(node, down(leaving, 1) + ": what has a copy on node " + node + " is moved off it");
        }
        if (servers.leader().filter(node::equals).isPresent()) {
            return new MoveLeader(
                    state.node(0), down(leaving, 1) + ": node " + state.node(0) + " is to lead the cluster");
        }
        return new Resize(leaving, down(leaving, 2) + ": node " + node + " is stopped, nothing has a copy on it");
    }

    /** To an odd number, as the API of the service allows. */
    private NextStep lowered(ScaleServers.Copies stream, int nodes) {
        int copies = nodes % 2 == 0 ? nodes - 1 : nodes;
        return new LowerCopies(
                stream.stream(),
                copies,
                down(nodes, 1) + ": stream " + stream.stream() + " gets " + copies + " copies instead of "
                        + stream.copies());
    }

    private static String place(ScaleState state) {
        return state.scales()
                ? "from " + state.replicas() + " to " + state.desired() + " nodes"
                : "all " + state.replicas() + " nodes run, and not everything is complete yet";
    }

    private String down(int leaving, int step) {
        int after = leaving - state.desired();
        return "node " + state.node(leaving) + " goes" + (after > 0 ? ", and " + after + " after it" : "") + ", step "
                + step + " of " + STEPS_DOWN;
    }

    private String up(int target, int step) {
        return "to " + target + " nodes" + (target < state.desired() ? " of " + state.desired() : "") + ", step " + step
                + " of " + STEPS_UP;
    }

    private static NextStep wait(String place, String what, boolean isReported) {
        return new NextStep.Wait(place, what, isReported);
    }

    private static Optional<NextStep> waits(String place, String what, boolean isReported) {
        return Optional.of(wait(place, what, isReported));
    }
}
