package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.steps.RollState.Phase;
import dev.numaflow.isbsvc.rendering.steps.RollState.RolledNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A StatefulSet with its controller, as that of Kubernetes decides, and nodes that lose everything with their pod. The controller works
 * from a view of the StatefulSet that may be older than what is stored, and waits for whole pods; a server may serve in one that is not.
 */
final class RollSimulation {

    /** What is stored of the StatefulSet's spec. */
    record Spec(long generation, int template, int partition) {}

    private static final class Node {
        private int template;
        private boolean started = true;
        private boolean ready = true;
        private boolean sidecars = true;
        /** Whether it has its copy of every stream with three copies. */
        private boolean complete = true;
        /** Whether it has the only copy of a message of some other stream. */
        private boolean only;

        private boolean available() {
            return ready && sidecars;
        }

        private Phase phase() {
            Phase up = sidecars ? Phase.AVAILABLE : Phase.SERVES;
            Phase down = started ? Phase.STARTED : Phase.EMPTY;
            return ready ? up : down;
        }
    }

    /** Whether anybody may know of a fault: the function has looked since, and then the controller has seen what it wrote. */
    private enum Fault {
        NEW,
        FOUND,
        SEEN
    }

    private final int replicas;
    private final Random random;
    private final Node[] nodes;
    private final Fault[] faults;
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
        this.faults = new Fault[replicas];
        for (int i = 0; i < replicas; i++) {
            nodes[i] = new Node();
            faults[i] = Fault.SEEN;
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
        replace(Fault.FOUND, Fault.SEEN);
    }

    private void replace(Fault from, Fault to) {
        IntStream.range(0, replicas).filter(i -> faults[i] == from).forEach(i -> faults[i] = to);
    }

    /** One run of the controller. */
    void control() {
        for (int i = 0; i < replicas; i++) {
            if (nodes[i] == null) {
                nodes[i] = new Node();
                nodes[i].template = i < view.partition() ? current : view.template();
                nodes[i].started = false;
                nodes[i].ready = false;
                nodes[i].complete = false;
            }
        }
        update();
        observed = Math.max(observed, view.generation());
        if (IntStream.range(0, replicas)
                .allMatch(i -> nodes[i] != null && nodes[i].available() && nodes[i].template == view.template())) {
            current = view.template();
        }
    }

    private void update() {
        for (int i = replicas - 1; i >= view.partition(); i--) {
            if (nodes[i].template != view.template()) {
                replaced(i);
                return;
            }
            if (!nodes[i].available()) {
                return;
            }
        }
    }

    /** The two things that must never happen: a node goes while another one lacks something, or with the only copy of a message. */
    private void replaced(int ordinal) {
        log.add("replaced " + ordinal);
        for (int i = 0; i < replicas; i++) {
            boolean lacks = nodes[i] == null || !nodes[i].complete;
            if (i != ordinal && lacks && faults[i] == Fault.SEEN) {
                throw new AssertionError("node " + ordinal + " is replaced while " + i + " is not complete: " + log);
            }
        }
        if (nodes[ordinal].only && faults[ordinal] == Fault.SEEN) {
            throw new AssertionError("node " + ordinal + " is replaced with the only copy: " + log);
        }
        nodes[ordinal] = null;
    }

    /** A node that came back is ready before it has everything; its sidecars become ready whenever they do. */
    void progress() {
        Node node = nodes[random.nextInt(replicas)];
        if (node == null) {
            return;
        }
        if (!node.sidecars && random.nextBoolean()) {
            node.sidecars = true;
        } else if (!node.started) {
            node.started = true;
        } else if (!node.ready) {
            node.ready = true;
        } else {
            node.complete = true;
        }
    }

    /** A pod is lost, whoever takes it away. */
    void crash() {
        int ordinal = random.nextInt(replicas);
        nodes[ordinal] = null;
        faults[ordinal] = Fault.NEW;
        log.add("crash " + ordinal);
    }

    /** A container of a pod ends, and its disk stays: the server, which is silent then, or a sidecar. */
    void restart() {
        int ordinal = random.nextInt(replicas);
        if (nodes[ordinal] != null) {
            boolean server = random.nextBoolean();
            nodes[ordinal].ready &= !server;
            nodes[ordinal].sidecars &= server;
            log.add("restart " + ordinal + (server ? "" : " sidecar"));
        }
    }

    /** Somebody stores a message in a stream with one copy, which a node has that serves. */
    void storeOnce() {
        int ordinal = random.nextInt(replicas);
        if (nodes[ordinal] != null && nodes[ordinal].ready && !nodes[ordinal].only) {
            nodes[ordinal].only = true;
            faults[ordinal] = Fault.NEW;
            log.add("only copy on " + ordinal);
        }
    }

    /** And deletes such streams again. */
    void deleteSingle() {
        Stream.of(nodes).filter(Objects::nonNull).forEach(node -> node.only = false);
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
                        .mapToObj(i ->
                                new RolledNode(i, "" + nodes[i].template, nodes[i].phase(), false, Optional.empty()))
                        .toList());
        NextStep next = RollDecider.next(roll, this::gate);
        if (next instanceof RollStep.Lower lower) {
            log.add("lower to " + lower.partition());
            write(stored.template(), lower.partition());
        } else if (next instanceof RollStep.Raise raise) {
            log.add("raise to " + raise.partition());
            write(stored.template(), raise.partition());
        }
        replace(Fault.NEW, Fault.FOUND);
    }

    /** A node that is not ready is silent: nobody knows of the streams that only it has. */
    private GateState gate(Optional<String> out) {
        boolean open = IntStream.range(0, replicas)
                .filter(i -> out.filter(("n-" + i)::equals).isEmpty())
                .allMatch(i -> nodes[i] != null && nodes[i].ready && nodes[i].complete && !nodes[i].only);
        return open ? new GateState.Open() : new GateState.Shut(List.of("not complete"));
    }

    /** Whether every node runs what is asked for, and nothing is held back any more. */
    boolean isDone() {
        return stored.partition() == 0
                && IntStream.range(0, replicas)
                        .allMatch(i -> nodes[i] != null && nodes[i].complete && nodes[i].template == stored.template());
    }
}
