package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.steps.RollState.RolledNode;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Decides the next step of a roll from what is live alone. The partition goes down by one, and only while every node at or above it runs
 * the newest template and is available to the StatefulSet controller: then that can replace no other node than the next one, and does so
 * at once. Where it has not, the partition goes up again as soon as the gate would be shut.
 */
public final class RollDecider {

    private static final String FINISHED = "every node was replaced, and every stream is complete on all of them";
    private static final String MAY_HAVE_THE_ONLY =
            ", and may have the only copy of a message; whoever deletes its pod gives that up";

    private RollDecider() {}

    /**
     * The next step.
     *
     * @param gate asked only where it decides; given the node that is replaced next, if its disk is empty
     */
    public static NextStep next(RollState roll, Function<Optional<String>, GateState> gate) {
        int done = roll.replicas() - roll.partition();
        Optional<NextStep> raise = raise(roll, gate);
        if (raise.isPresent()) {
            return raise.get();
        }
        if (!roll.isObserved()) {
            return new NextStep.Wait(
                    step(roll, done), "the StatefulSet controller has not seen the last write yet", true);
        }
        Optional<String> replaced = beingReplaced(roll);
        if (replaced.isPresent()) {
            return new NextStep.Wait(step(roll, done), replaced.get(), true);
        }
        Optional<String> out = out(roll, roll.partition() - 1);
        Optional<String> unready = unready(roll, out);
        if (unready.isPresent()) {
            return waiting(roll, unready.get(), true);
        }
        if (gate.apply(out) instanceof GateState.Shut shut) {
            return waiting(roll, shut.message(), false);
        }
        return roll.partition() == 0
                ? new NextStep.Finish(FINISHED)
                : new RollStep.Lower(roll.partition() - 1, roll.node(roll.partition() - 1), done + 1, roll.replicas());
    }

    /**
     * While the StatefulSet controller is away, or waits for another pod, it has not taken the node that the gate was opened for. What was
     * proved then may be true no longer when it does.
     */
    private static Optional<NextStep> raise(RollState roll, Function<Optional<String>, GateState> gate) {
        int next = roll.partition();
        if (next == roll.replicas() || !isDue(roll, roll.at(next))) {
            return Optional.empty();
        }
        return away(roll, next)
                .or(() -> gate.apply(out(roll, next)) instanceof GateState.Shut shut
                        ? Optional.of(shut.message())
                        : Optional.empty())
                .map(why -> new RollStep.Raise(
                        next + 1,
                        roll.node(next),
                        step(roll, roll.replicas() - next) + ": node " + roll.node(next) + " waits again: " + why));
    }

    /** One that is gone may come back from the template before, as long as the controller has not seen the last write. */
    private static boolean isDue(RollState roll, Optional<RolledNode> next) {
        return next.filter(node -> !node.terminating())
                .map(node -> !roll.isUpdated(node))
                .orElse(!roll.isObserved());
    }

    /** Another node that is away. */
    private static Optional<String> away(RollState roll, int next) {
        return IntStream.range(0, roll.replicas())
                .filter(ordinal -> ordinal != next)
                .boxed()
                .filter(ordinal -> roll.at(ordinal)
                        .filter(node -> ordinal > next ? node.available() : node.ready())
                        .isEmpty())
                .map(ordinal -> state(roll, ordinal, "is not ready"))
                .findFirst();
    }

    /** The node that goes, where nothing is lost with it: its disk is empty, or goes already. One that was written may have the only copy. */
    private static Optional<String> out(RollState roll, int ordinal) {
        return ordinal >= 0
                        && roll.at(ordinal)
                                .filter(node -> node.phase() != RollState.Phase.EMPTY && !node.terminating())
                                .isEmpty()
                ? Optional.of(roll.node(ordinal))
                : Optional.empty();
    }

    /** Waiting with the node that is replaced next, or for the last one. */
    static NextStep waiting(RollState roll, String what, boolean isReported) {
        return roll.partition() == 0
                ? new NextStep.Wait(
                        "all " + roll.replicas() + " nodes are replaced, and the last one is not complete yet",
                        what,
                        isReported)
                : new NextStep.Wait(
                        step(roll, roll.replicas() - roll.partition() + 1),
                        "node " + roll.node(roll.partition() - 1) + " waits: " + what,
                        isReported);
    }

    /** How far the roll is. @param number of the step, beginning with 1 */
    static String step(RollState roll, int number) {
        return "step " + number + " of " + roll.replicas();
    }

    /** A node at or above the partition that is not back yet. */
    private static Optional<String> beingReplaced(RollState roll) {
        return IntStream.iterate(roll.replicas() - 1, ordinal -> ordinal >= roll.partition(), ordinal -> ordinal - 1)
                .boxed()
                .filter(ordinal -> roll.at(ordinal)
                        .filter(node -> node.available() && roll.isUpdated(node))
                        .isEmpty())
                .map(ordinal -> state(roll, ordinal, "is being replaced"))
                .findFirst();
    }

    /** A node below the partition that does not serve. The next one is silent, so nobody reports the streams that only it has. */
    private static Optional<String> unready(RollState roll, Optional<String> out) {
        return IntStream.range(0, roll.partition())
                .filter(ordinal -> out.filter(roll.node(ordinal)::equals).isEmpty())
                .boxed()
                .filter(ordinal -> roll.at(ordinal).filter(RolledNode::ready).isEmpty())
                .map(ordinal -> state(roll, ordinal, "is not ready")
                        + (ordinal == roll.partition() - 1 && !roll.hasDisks() ? MAY_HAVE_THE_ONLY : ""))
                .findFirst();
    }

    /** The state of a node, and why. */
    static String state(RollState roll, int ordinal, String what) {
        return "node " + roll.node(ordinal) + " " + what
                + roll.at(ordinal)
                        .flatMap(RolledNode::trouble)
                        .map(why -> " (" + why + ")")
                        .orElse("");
    }
}
