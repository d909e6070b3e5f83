package dev.numaflow.isbsvc.rendering.steps;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A StatefulSet with its controller, servers that count each other, and streams whose copies move only as long as the servers run. The
 * controller works from a view of the StatefulSet that may be older than what is stored. A stream that has fewer complete copies than a
 * majority, or a node that comes back with what it stored before it was removed, is an error.
 */
final class ScaleSimulation {

    private static final int MOST = 7;
    private static final List<Integer> ALLOWED = List.of(3, 5, 7);

    private static final class Node {
        private boolean runs;
        private boolean ready;
        /** Whether there is a claim, and whether it is one that a removed node left. */
        private boolean claim;

        private boolean stale;
        private boolean deleting;
        private boolean member;
    }

    /** Copies of a stream: the nodes that have all of it, and those that are to have it. */
    private static final class Stored {
        private final NavigableSet<Integer> complete = new TreeSet<>();
        private final NavigableSet<Integer> peers = new TreeSet<>();
        private int copies;
    }

    private final Random random;
    private final boolean withGate;
    private final Node[] nodes = new Node[MOST];
    private final List<Stored> streams = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private int replicas = 3;
    private int desired = 3;
    private int view = 3;
    private int leader;
    private boolean pending;

    ScaleSimulation(Random random, boolean withGate) {
        this.random = random;
        this.withGate = withGate;
        for (int i = 0; i < MOST; i++) {
            nodes[i] = new Node();
        }
        for (int i = 0; i < replicas; i++) {
            nodes[i].runs = true;
            nodes[i].ready = true;
            nodes[i].claim = true;
            nodes[i].member = true;
        }
        store(1);
        store(3);
        store(3);
    }

    private void store(int copies) {
        Stored stream = new Stored();
        stream.copies = copies;
        while (stream.peers.size() < copies) {
            stream.peers.add(random.nextInt(replicas));
        }
        stream.complete.addAll(stream.peers);
        streams.add(stream);
    }

    /** Another number of nodes is asked for. */
    void changeMind() {
        desired = ALLOWED.get(random.nextInt(ALLOWED.size()));
        pending |= desired != replicas;
        log.add("desired " + desired);
    }

    /** Somebody creates a stream with five copies, where that is allowed. */
    void storeFive() {
        if (!pending && replicas >= 5 && streams.size() < 5) {
            store(5);
        }
    }

    /** The controller's cache is filled up to now. */
    void see() {
        view = replicas;
    }

    /** One run of the controller. */
    void control() {
        for (int i = 0; i < MOST; i++) {
            if (i >= view && nodes[i].runs) {
                stop(i);
            } else if (i < view && !nodes[i].runs && !nodes[i].deleting) {
                start(i);
            }
        }
    }

    private void start(int i) {
        log.add("start " + i);
        if (nodes[i].claim && nodes[i].stale && !nodes[i].member) {
            throw new AssertionError("node " + i + " comes back with what it had when it was removed: " + log);
        }
        nodes[i].runs = true;
        nodes[i].claim = true;
    }

    /** Its disk stays. */
    private void stop(int i) {
        log.add("stop " + i);
        nodes[i].runs = false;
        nodes[i].ready = false;
        leader = leader == i ? 0 : leader;
        for (Stored stream : streams) {
            long left = stream.complete.stream()
                    .filter(node -> node != i && nodes[node].runs)
                    .count();
            if (i >= replicas && stream.peers.contains(i) && left < Math.max(1, stream.copies / 2 + 1)) {
                throw new AssertionError(
                        "node " + i + " goes, and " + left + " copies of " + stream.copies + " stay: " + log);
            }
        }
    }

    /** A container restarts. */
    void crash() {
        int i = random.nextInt(replicas);
        if (nodes[i].runs) {
            nodes[i].ready = false;
        }
    }

    /** Servers and kubelets go on. */
    void progress() {
        Node node = nodes[random.nextInt(MOST)];
        if (node.deleting) {
            node.deleting = false;
            node.claim = false;
            node.stale = false;
        } else if (node.runs && !node.ready) {
            node.ready = true;
        } else if (node.ready) {
            node.member = true;
        }
        Stored stream = streams.get(random.nextInt(streams.size()));
        if (isUp(stream)) {
            stream.peers.stream()
                    .filter(i -> nodes[i].ready && !stream.complete.contains(i))
                    .findFirst()
                    .ifPresentOrElse(stream.complete::add, () -> shrink(stream));
        }
    }

    private boolean isUp(Stored stream) {
        return stream.complete.stream().anyMatch(i -> nodes[i].ready);
    }

    /** What is on its way gives up the copy on the node that goes, the highest, once the others are complete. */
    private void shrink(Stored stream) {
        if (stream.peers.size() > stream.copies && stream.complete.containsAll(stream.peers)) {
            int last = stream.peers.last();
            stream.peers.remove(last);
            stream.complete.remove(last);
        }
    }

    /** One event of the function: look, gate, at most one act. It may die before it acts. */
    void step(boolean dies) {
        if (!pending) {
            return;
        }
        NavigableSet<Integer> claims = ordinals(i -> nodes[i].claim);
        ScaleState state = new ScaleState(
                "n",
                replicas,
                desired,
                view == replicas,
                false,
                ordinals(i -> nodes[i].runs),
                ordinals(i -> nodes[i].ready && i < replicas),
                claims,
                ordinals(i -> nodes[i].deleting));
        Optional<NextStep> next = ScaleDecider.next(state, Servers::new);
        if (!dies && next.isPresent()) {
            act(next.get());
        }
    }

    private void act(NextStep step) {
        if (step instanceof NextStep.Finish) {
            pending = false;
        } else if (step instanceof NextStep.Act act) {
            log.add(act.message());
        }
        if (step instanceof ScaleStep.Resize resize) {
            replicas = resize.replicas();
        } else if (step instanceof ScaleStep.DeleteClaims claims) {
            claims.ordinals().forEach(this::delete);
        } else if (step instanceof ScaleStep.LowerCopies lower) {
            Stored stream = streams.get(Integer.parseInt(lower.stream()));
            stream.copies = lower.copies();
        } else if (step instanceof ScaleStep.Evacuate evacuate) {
            evacuate(ordinal(evacuate.node()));
        } else if (step instanceof ScaleStep.MoveLeader move) {
            leader = ordinal(move.node());
        } else if (step instanceof ScaleStep.RemovePeer remove) {
            nodes[ordinal(remove.node())].member = false;
            nodes[ordinal(remove.node())].stale = true;
        }
    }

    private void delete(int ordinal) {
        if (nodes[ordinal].member || streams.stream().anyMatch(stream -> stream.peers.contains(ordinal))) {
            throw new AssertionError("the claim of node " + ordinal + " is needed: " + log);
        }
        nodes[ordinal].deleting = true;
    }

    private void evacuate(int leaving) {
        streams.stream()
                .filter(stream -> stream.peers.contains(leaving) && stream.peers.size() == stream.copies)
                .forEach(stream -> IntStream.range(0, leaving)
                        .filter(i -> nodes[i].ready && !stream.peers.contains(i))
                        .findFirst()
                        .ifPresent(stream.peers::add));
    }

    private static int ordinal(String node) {
        return Integer.parseInt(node.substring(node.lastIndexOf('-') + 1));
    }

    private static NavigableSet<Integer> ordinals(IntPredicate which) {
        NavigableSet<Integer> ordinals = new TreeSet<>();
        IntStream.range(0, MOST).filter(which).forEach(ordinals::add);
        return ordinals;
    }

    /** What so many of them answer. */
    private final class Servers implements ScaleServers {

        private final int asked;

        private Servers(int asked) {
            this.asked = asked;
        }

        @Override
        public GateState gate(int count, Optional<Integer> stopped) {
            boolean isOpen = IntStream.range(0, count).allMatch(i -> nodes[i].ready && nodes[i].member)
                    && members().size() == count + stopped.map(any -> 1).orElse(0)
                    && streams.stream()
                            .allMatch(stream ->
                                    stream.complete.containsAll(stream.peers) && stream.peers.size() == stream.copies);
            return isOpen || !withGate ? new GateState.Open() : new GateState.Shut(List.of("not complete"));
        }

        @Override
        public Optional<String> leader() {
            boolean quorum = members().stream().filter(i -> nodes[i].ready).count() * 2
                    > members().size();
            return Optional.of("n-" + leader).filter(any -> quorum && nodes[leader].ready && leader < asked);
        }

        @Override
        public NavigableSet<Integer> members() {
            return ordinals(i -> nodes[i].member);
        }

        @Override
        public List<String> onNode(int ordinal) {
            return withGate
                    ? streams.stream()
                            .filter(stream -> stream.peers.contains(ordinal))
                            .map(stream -> "stream " + streams.indexOf(stream))
                            .toList()
                    : List.of();
        }

        @Override
        public Optional<String> moving(int ordinal) {
            return streams.stream()
                    .filter(stream -> stream.peers.contains(ordinal) && stream.peers.size() > stream.copies)
                    .map(stream -> "stream " + streams.indexOf(stream) + " moves")
                    .findFirst();
        }

        @Override
        public Optional<Copies> exceeding(int count) {
            return streams.stream()
                    .filter(stream -> stream.copies > count)
                    .map(stream -> new Copies("" + streams.indexOf(stream), stream.copies))
                    .findFirst();
        }
    }

    /** Whether the service has the nodes that are asked for, and everything on them. */
    boolean isDone() {
        return !pending
                && replicas == desired
                && IntStream.range(0, MOST).allMatch(i -> nodes[i].member == i < replicas)
                && streams.stream().allMatch(stream -> stream.complete.containsAll(stream.peers));
    }

    @Override
    public String toString() {
        return replicas + " of " + desired + (pending ? ", pending" : "") + ", counted "
                + ordinals(i -> nodes[i].member) + ", ready " + ordinals(i -> nodes[i].ready) + ", led by " + leader
                + ", streams "
                + streams.stream()
                        .map(stream -> stream.copies + " on " + stream.peers + ", complete on " + stream.complete)
                        .toList()
                + " " + log.subList(Math.max(0, log.size() - 20), log.size());
    }
}
