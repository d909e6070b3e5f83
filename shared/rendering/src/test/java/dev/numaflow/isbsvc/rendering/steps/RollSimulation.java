package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.steps.RollState.RolledNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A StatefulSet with its controller, as that of Kubernetes decides, and nodes that lose everything with their pod. The controller works
 * from a view of the StatefulSet that may be older than what is stored.
 */
final class RollSimulation {

    /** What is stored of the StatefulSet's spec. */
    record Spec(long generation, int template, int partition) {}

    private static final class Node {
        private int template;
        private boolean ready;
        private boolean complete;
    }

    private final int replicas;
    private final Random random;
    private final Node[] nodes;
    private final boolean[] crashed;
    private final List<String> log = new ArrayList<>();
    private Spec stored = new Spec(1, 0, 0);
    private Spec view = stored;
    private long observed = 1;
    private int current;
    private int templates = 1;
    /** Whether the controller replaces nodes by its own, as without steps. */
    private final boolean withGate;

    RollSimulation(int replicas, Random random, boolean withGate) {
        this.replicas = replicas;
        this.random = random;
        this.withGate = withGate;
        this.nodes = new Node[replicas];
        this.crashed = new boolean[replicas];
        for (int i = 0; i < replicas; i++) {
            nodes[i] = new Node();
            nodes[i].ready = true;
            nodes[i].complete = true;
        }
    }

    /** A change of the template, to a new one or back to any earlier one, in one write with the partition. */
    void changeTemplate() {
        int next = random.nextBoolean() ? templates++ : random.nextInt(templates);
        write(next, withGate ? replicas : stored.partition());
        log.add("template " + next);
    }

    private void write(int template, int partition) {
        stored = new Spec(stored.generation() + 1, template, partition);
    }

    /** The controller's cache is filled up to now. */
    void see() {
        view = stored;
    }

    /** One run of the controller. */
    void control() {
        for (int i = 0; i < replicas; i++) {
            if (nodes[i] == null) {
                nodes[i] = new Node();
                nodes[i].template = i < view.partition() ? current : view.template();
            }
        }
        update();
        observed = Math.max(observed, view.generation());
        if (IntStream.range(0, replicas)
                .allMatch(i -> nodes[i] != null && nodes[i].ready && nodes[i].template == view.template())) {
            current = view.template();
        }
    }

    private void update() {
        for (int i = replicas - 1; i >= view.partition(); i--) {
            if (nodes[i].template != view.template()) {
                replaced(i);
                return;
            }
            if (!nodes[i].ready) {
                return;
            }
        }
    }

    /** The one thing that must never happen: a node goes while another one lacks something, for no reason but a roll. */
    private void replaced(int ordinal) {
        log.add("replaced " + ordinal);
        for (int i = 0; i < replicas; i++) {
            boolean lacks = nodes[i] == null || !nodes[i].complete;
            if (i != ordinal && lacks && !crashed[i]) {
                throw new AssertionError("node " + ordinal + " is replaced while " + i + " is not complete: " + log);
            }
        }
        nodes[ordinal] = null;
    }

    /** A node that came back is ready before it has everything. */
    void progress() {
        Node node = nodes[random.nextInt(replicas)];
        if (node != null && !node.ready) {
            node.ready = true;
        } else if (node != null) {
            node.complete = true;
        }
    }

    /** A pod is lost, whoever takes it away. */
    void crash() {
        int ordinal = random.nextInt(replicas);
        nodes[ordinal] = null;
        crashed[ordinal] = true;
        log.add("crash " + ordinal);
    }

    /** One event of the function: look, gate, at most one write. */
    void step() {
        RollState roll = new RollState(
                "n",
                replicas,
                Math.min(stored.partition(), replicas),
                observed >= stored.generation(),
                "" + stored.template(),
                IntStream.range(0, replicas)
                        .filter(i -> nodes[i] != null)
                        .mapToObj(i -> new RolledNode(i, "" + nodes[i].template, nodes[i].ready, Optional.empty()))
                        .toList());
        if (RollDecider.next(roll, this::gate) instanceof NextStep.Lower lower) {
            log.add("lower to " + lower.partition());
            // Whatever crashed before, the gate has seen that it is complete again.
            IntStream.range(0, replicas).forEach(i -> crashed[i] = false);
            write(stored.template(), lower.partition());
        }
    }

    private GateState gate(Optional<String> out) {
        boolean open = IntStream.range(0, replicas)
                .filter(i -> out.filter(("n-" + i)::equals).isEmpty())
                .allMatch(i -> nodes[i] != null && nodes[i].complete);
        return open ? new GateState.Open() : new GateState.Shut(List.of("not complete"));
    }

    /** Whether every node runs what is asked for, and nothing is held back any more. */
    boolean isDone() {
        return stored.partition() == 0
                && IntStream.range(0, replicas)
                        .allMatch(i -> nodes[i] != null && nodes[i].complete && nodes[i].template == stored.template());
    }
}
