package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.steps.RollState.RolledNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Decides the next step of a roll from what is live alone. The partition goes down by one, and only while every node at or above it runs
 * the newest template and is ready: then the StatefulSet controller can replace no other node than the next one.
 */
public final class RollDecider {

    private RollDecider() {}

    /**
     * The next step.
     *
     * @param gate asked only where it decides; given the node that is replaced next, if that does not serve anyway
     */
    public static NextStep next(RollState roll, Function<Optional<String>, GateState> gate) {
        int done = roll.replicas() - roll.partition();
        if (!roll.isObserved()) {
            return new NextStep.Wait(
                    step(roll, done) + "the StatefulSet controller has not seen the last write yet", true);
        }
        Optional<String> replaced = beingReplaced(roll);
        if (replaced.isPresent()) {
            return new NextStep.Wait(step(roll, done) + replaced.get(), true);
        }
        Optional<RolledNode> next = roll.at(roll.partition() - 1);
        Optional<String> out =
                roll.partition() == 0 || next.filter(RolledNode::ready).isPresent()
                        ? Optional.empty()
                        : Optional.of(roll.node(roll.partition() - 1));
        List<String> unready = unready(roll, out);
        if (!unready.isEmpty()) {
            return waiting(roll, unready.get(0), true);
        }
        if (gate.apply(out) instanceof GateState.Shut shut) {
            return waiting(roll, shut.message(), false);
        }
        return roll.partition() == 0
                ? new NextStep.Finish()
                : new NextStep.Lower(roll.partition() - 1, roll.node(roll.partition() - 1), done + 1, roll.replicas());
    }

    private static NextStep waiting(RollState roll, String what, boolean isReported) {
        String place = roll.partition() == 0
                ? "all " + roll.replicas() + " nodes are replaced, and the last one is not complete yet: "
                : step(roll, roll.replicas() - roll.partition() + 1) + "node " + roll.node(roll.partition() - 1)
                        + " waits: ";
        return new NextStep.Wait(place + what, isReported);
    }

    private static String step(RollState roll, int number) {
        return "step " + number + " of " + roll.replicas() + ": ";
    }

    /** A node at or above the partition that is not back yet. */
    private static Optional<String> beingReplaced(RollState roll) {
        return IntStream.iterate(roll.replicas() - 1, ordinal -> ordinal >= roll.partition(), ordinal -> ordinal - 1)
                .boxed()
                .filter(ordinal -> roll.at(ordinal)
                        .filter(node -> node.ready() && roll.isUpdated(node))
                        .isEmpty())
                .map(ordinal -> state(roll, ordinal, "is being replaced"))
                .findFirst();
    }

    /** A node that is not due yet and does not serve. Where it is the next one itself, nothing is lost with it that is not lost already. */
    private static List<String> unready(RollState roll, Optional<String> out) {
        return IntStream.range(0, roll.partition())
                .filter(ordinal -> out.filter(roll.node(ordinal)::equals).isEmpty())
                .boxed()
                .filter(ordinal -> roll.at(ordinal).filter(RolledNode::ready).isEmpty())
                .map(ordinal -> state(roll, ordinal, "is not ready"))
                .toList();
    }

    private static String state(RollState roll, int ordinal, String what) {
        return "node " + roll.node(ordinal) + " " + what
                + roll.at(ordinal)
                        .flatMap(RolledNode::trouble)
                        .map(why -> " (" + why + ")")
                        .orElse("");
    }
}
