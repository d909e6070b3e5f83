package dev.numaflow.isbsvc.rendering.steps;

import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides the next step of taking nodes with disks from one encryption to the next, from what is live alone. A pod below the partition comes
 * back from the template before, one at or above it from the newest: so the partition never goes up, and it goes down only over a node whose
 * claim is being deleted. That never comes back, and as long as our finalizer holds it no pod is made: it is let go when the StatefulSet
 * controller has seen the partition. So the first pod on each disk is of the template that every other one on it will be of.
 */
public final class MigrationDecider {

    private static final String FINISHED =
            "every node has the new encryption, and every stream is complete on all of them";

    private MigrationDecider() {}

    /** Why the change cannot begin yet: another roll is under way, or a node is away. */
    public static Optional<String> obstacle(MigrationState state, boolean withDisks) {
        RollState roll = state.roll();
        if (!roll.isObserved() || roll.partition() > 0 || !state.isRolledOut()) {
            return Optional.of("another change of the pods is not complete yet");
        }
        return unsettled(state, 0, withDisks);
    }

    /** Whether no disk is gone, or goes: one that does cannot be kept any more. */
    public static boolean hasEveryDisk(MigrationState state) {
        RollState roll = state.roll();
        return roll.replicas() > 0
                && roll.partition() == roll.replicas()
                && roll.updated().isEmpty()
                && IntStream.range(0, roll.replicas()).allMatch(state::isKept);
    }

    /** Whether no pod runs the newest template, nor can come back from it. */
    public static boolean isUntouched(MigrationState state) {
        RollState roll = state.roll();
        return roll.isObserved()
                && roll.replicas() > 0
                && roll.partition() == roll.replicas()
                && roll.nodes().size() == roll.replicas()
                && roll.updated().isEmpty();
    }

    /** Whether every pod runs the newest template, and none can come back from another. */
    public static boolean isEverywhere(MigrationState state) {
        RollState roll = state.roll();
        return roll.isObserved()
                && roll.replicas() > 0
                && roll.partition() == 0
                && roll.updated().size() == roll.replicas();
    }

    /**
     * The next step, once the change has begun.
     *
     * @param gate asked only where it decides; given the node that is replaced next, if its disk is empty
     */
    public static NextStep next(MigrationState state, Function<Optional<String>, GateState> gate) {
        RollState roll = state.roll();
        int next = roll.partition() - 1;
        int number = roll.replicas() - next;
        if (!roll.isObserved()) {
            return new NextStep.Wait(
                    place(roll, number - 1), "the StatefulSet controller has not seen the last write yet", true);
        }
        Optional<NextStep> release = release(state);
        if (release.isPresent()) {
            return release.get();
        }
        Optional<String> unsettled = unsettled(state, roll.partition(), true);
        if (next >= 0 && isLost(state, next)) {
            // Its disk cannot come back, so nothing is lost by that; and without it the node cannot either.
            return replace(state);
        }
        if (unsettled.isPresent()) {
            return new NextStep.Wait(place(roll, number - 1), unsettled.get(), true);
        }
        Optional<String> out = out(state, next);
        Optional<String> unready = unready(state, out);
        if (unready.isPresent()) {
            return RollDecider.waiting(roll, unready.get(), true);
        }
        if (gate.apply(out) instanceof GateState.Shut shut) {
            return RollDecider.waiting(roll, shut.message(), false);
        }
        return next < 0 ? new NextStep.Finish(FINISHED) : replace(state);
    }

    /**
     * The same where one node becomes several: the others start once it has an empty disk, so that none has a stream that the cluster does
     * not know.
     *
     * @param nodes how many there are afterwards
     * @param areStarted whether the others were started: then their claims are of this change
     */
    public static NextStep fromOne(
            MigrationState state, int nodes, boolean areStarted, Function<Optional<String>, GateState> gate) {
        RollState roll = state.roll();
        if (roll.isObserved() && roll.replicas() == 0) {
            return new MigrationStep.Scale(
                    areStarted ? nodes : 1, "nodes that somebody has stopped are started, and have their claims");
        }
        if (roll.partition() > 0 && roll.isObserved() && roll.replicas() > 1 && !areStarted) {
            return new MigrationStep.Scale(
                    1, "nodes that somebody has started before their turn are stopped, and keep their claims");
        }
        Optional<String> left = roll.partition() > 0 && !areStarted ? left(state, nodes) : Optional.empty();
        if (left.isPresent()) {
            return new NextStep.Wait("from 1 to " + nodes + " nodes", left.get(), true);
        }
        return roll.partition() == 0 && roll.replicas() < nodes ? others(state, nodes, areStarted) : next(state, gate);
    }

    private static NextStep others(MigrationState state, int nodes, boolean areStarted) {
        RollState roll = state.roll();
        String place = "from " + roll.replicas() + " to " + nodes + " nodes";
        if (!roll.isObserved()) {
            return new NextStep.Wait(place, "the StatefulSet controller has not seen the last write yet", true);
        }
        Optional<NextStep> release = release(state);
        if (release.isPresent()) {
            return release.get();
        }
        Optional<String> why = roll.at(0)
                        .filter(node -> roll.isUpdated(node) && !node.terminating())
                        .isPresent()
                ? going(state, 0).or(() -> areStarted ? Optional.empty() : left(state, nodes))
                : Optional.of(RollDecider.state(roll, 0, "is being replaced"));
        return why.<NextStep>map(what -> new NextStep.Wait(place, what, true))
                .orElseGet(() -> new MigrationStep.Scale(
                        nodes, place + ": node " + roll.node(0) + " has an empty disk, and the others are started"));
    }

    /** What nobody knows of a node that is to begin with an empty disk. */
    public static Optional<String> left(MigrationState state, int nodes) {
        return IntStream.range(1, nodes)
                .filter(state.disks()::containsKey)
                .mapToObj(
                        ordinal -> "the claim of node " + state.roll().node(ordinal)
                                + " is left from before, and nobody knows what it has: keep that elsewhere, and delete the claim")
                .findFirst();
    }

    private static NextStep replace(MigrationState state) {
        RollState roll = state.roll();
        int next = roll.partition() - 1;
        return new MigrationStep.Replace(
                next,
                roll.node(next),
                roll.replicas() - next,
                roll.replicas(),
                roll.at(next).filter(roll::isUpdated).isEmpty());
    }

    /** A claim that nobody has to hold any more. The next node's is held until the partition is lowered. */
    private static Optional<NextStep> release(MigrationState state) {
        RollState roll = state.roll();
        return IntStream.range(0, roll.replicas())
                .filter(ordinal -> ordinal != roll.partition() - 1 && state.isHeld(ordinal))
                .mapToObj(ordinal -> (NextStep) new MigrationStep.Release(ordinal, roll.node(ordinal)))
                .findFirst();
    }

    /** Whether a node is gone, or goes, with a disk that is held. */
    private static boolean isLost(MigrationState state, int ordinal) {
        return state.isHeld(ordinal)
                && state.roll().at(ordinal).filter(node -> !node.terminating()).isEmpty();
    }

    /** A node at or above the partition that is not back yet, or has a disk that goes with its pod. */
    private static Optional<String> unsettled(MigrationState state, int partition, boolean withDisks) {
        RollState roll = state.roll();
        return IntStream.iterate(roll.replicas() - 1, ordinal -> ordinal >= partition, ordinal -> ordinal - 1)
                .boxed()
                .flatMap(ordinal -> notBack(state, ordinal, withDisks).stream())
                .findFirst();
    }

    private static Optional<String> notBack(MigrationState state, int ordinal, boolean withDisks) {
        RollState roll = state.roll();
        boolean isBack = roll.at(ordinal)
                .filter(node -> node.available() && roll.isUpdated(node))
                .isPresent();
        return isBack
                ? Optional.of(ordinal).filter(any -> withDisks).flatMap(any -> going(state, ordinal))
                : Optional.of(RollDecider.state(roll, ordinal, "is being replaced"));
    }

    private static Optional<String> going(MigrationState state, int ordinal) {
        return state.isKept(ordinal)
                ? Optional.empty()
                : Optional.of("the claim of node " + state.roll().node(ordinal)
                        + " is gone or being deleted by somebody: delete its pod, so that it gets another one");
    }

    /** Nothing is lost with a node whose disk goes already, where its server never ran on it. */
    private static Optional<String> out(MigrationState state, int ordinal) {
        RollState roll = state.roll();
        return ordinal >= 0
                        && state.isHeld(ordinal)
                        && roll.at(ordinal)
                                .filter(node -> node.phase() == RollState.Phase.EMPTY)
                                .isPresent()
                ? Optional.of(roll.node(ordinal))
                : Optional.empty();
    }

    /** A node below the partition that does not serve, or has a disk that somebody else deletes. */
    private static Optional<String> unready(MigrationState state, Optional<String> out) {
        RollState roll = state.roll();
        return IntStream.range(0, roll.partition())
                .filter(ordinal -> out.filter(roll.node(ordinal)::equals).isEmpty())
                .boxed()
                .flatMap(ordinal -> roll.at(ordinal)
                                .filter(node -> node.ready() && !node.terminating())
                                .isEmpty()
                        ? Stream.of(RollDecider.state(roll, ordinal, "is not ready"))
                        : Stream.of(ordinal)
                                .filter(any -> !state.isHeld(ordinal))
                                .flatMap(any -> going(state, ordinal).stream()))
                .findFirst();
    }

    private static String place(RollState roll, int number) {
        return RollDecider.step(roll, Math.max(number, 1));
    }
}
