package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.steps.MigrationState.Disk;
import dev.numaflow.isbsvc.rendering.steps.RollState.Phase;
import dev.numaflow.isbsvc.rendering.steps.RollState.RolledNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A StatefulSet with its controller and the protection of claims, as those of Kubernetes decide, and nodes with disks. Each template has its
 * own encryption, and a server sees on its disk what was stored with that alone. The controller works from a view that may be older than what
 * is stored; the function may end between any two requests, and anything may happen between them.
 */
final class MigrationSimulation {

    /** What is stored of the StatefulSet. */
    private record Spec(long generation, int template, int partition, boolean isUnderWay) {}

    /** A disk, of one claim: the encryptions with which something was stored, and those with which everything is there. */
    private static final class Claim {
        private final Set<Integer> written = new HashSet<>();
        private final Set<Integer> complete = new HashSet<>();
        private boolean going;
        /** Whether our finalizer is on it. */
        private boolean held;

        private Disk state() {
            Disk gone = held ? Disk.HELD : Disk.GOING;
            return going ? gone : Disk.KEPT;
        }
    }

    private static final class Pod {
        private final int template;
        private boolean started;
        private boolean ready;
        private boolean sidecars = true;

        private Pod(int template) {
            this.template = template;
        }

        private boolean available() {
            return ready && sidecars;
        }

        private Phase phase() {
            Phase up = sidecars ? Phase.AVAILABLE : Phase.SERVES;
            Phase down = started ? Phase.STARTED : Phase.EMPTY;
            return ready ? up : down;
        }
    }

    /** The function ends. */
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Death() {
            super(null, null, false, false);
        }
    }

    private final int replicas;
    private final Random random;
    private final boolean withClaims;
    private final boolean withFinalizer;
    private final Pod[] pods;
    private final Claim[] claims;
    private final List<String> log = new ArrayList<>();
    private Spec stored = new Spec(1, 0, 0, false);
    private Spec view = stored;
    private long observed = 1;
    private int current;
    /** Whether the user asks for another encryption than there was at first. */
    private boolean wanted;

    private boolean isMeddled;
    /** Whether what the disks store is given up, and whether the user still says so. */
    private final boolean givesUp;

    private boolean approved = true;
    private boolean sawApproved;

    /** Nodes whose data is given up: the gate asks for nothing that is stored, and the first disk needs the approval. */
    static MigrationSimulation givingUp(int replicas, Random random) {
        return new MigrationSimulation(replicas, random, true, true, true);
    }

    /**
     * @param withClaims whether the claim of a node goes before the node; otherwise the partition alone is lowered
     * @param withFinalizer whether that claim is held until the controller has seen the partition
     */
    MigrationSimulation(int replicas, Random random, boolean withClaims, boolean withFinalizer) {
        this(replicas, random, withClaims, withFinalizer, false);
    }

    private MigrationSimulation(
            int replicas, Random random, boolean withClaims, boolean withFinalizer, boolean givesUp) {
        this.givesUp = givesUp;
        this.replicas = replicas;
        this.random = random;
        this.withClaims = withClaims;
        this.withFinalizer = withFinalizer;
        this.pods = new Pod[replicas];
        this.claims = new Claim[replicas];
        for (int i = 0; i < replicas; i++) {
            pods[i] = new Pod(0);
            pods[i].started = true;
            pods[i].ready = true;
            claims[i] = new Claim();
            claims[i].written.add(0);
            claims[i].complete.add(0);
        }
    }

    /** The user changes the spec, and approves that. */
    void changeMind() {
        wanted = !wanted;
        log.add("wanted " + wanted);
    }

    /** The user withdraws the approval, or gives it again. */
    void changeApproval() {
        approved = !approved;
        log.add("approved " + approved);
    }

    void approve() {
        approved = true;
    }

    /** Encryption alternates from one template to the next. */
    private boolean runs() {
        return stored.template() % 2 == 1;
    }

    /** The controller's cache is filled up to now. */
    void see() {
        view = stored;
    }

    /** One run of the controller. */
    void control() {
        for (int i = 0; i < replicas; i++) {
            if (pods[i] == null && claims[i] == null) {
                claims[i] = new Claim();
            }
            if (pods[i] == null && !claims[i].going) {
                pods[i] = new Pod(i < view.partition() ? current : view.template());
                log.add("pod " + i + " of " + pods[i].template);
            }
        }
        update();
        observed = Math.max(observed, view.generation());
        if (IntStream.range(0, replicas)
                .allMatch(i -> pods[i] != null && pods[i].available() && pods[i].template == view.template())) {
            current = view.template();
        }
    }

    private void update() {
        for (int i = replicas - 1; i >= view.partition(); i--) {
            if (pods[i] == null) {
                return;
            }
            if (pods[i].template != view.template()) {
                log.add("controller takes " + i);
                end(i);
                return;
            }
            if (!pods[i].available()) {
                return;
            }
        }
    }

    /** A pod ends, and with it a claim that is being deleted. */
    private void end(int ordinal) {
        pods[ordinal] = null;
        collect(ordinal);
        check();
    }

    /** A claim that is being deleted goes when neither a pod nor our finalizer keeps it. */
    private void collect(int ordinal) {
        Claim claim = claims[ordinal];
        if (claim != null && pods[ordinal] == null && claim.state() == Disk.GOING) {
            claims[ordinal] = null;
        }
    }

    /** A pod is lost, whoever takes it away. */
    void crash() {
        int ordinal = random.nextInt(replicas);
        log.add("crash " + ordinal);
        end(ordinal);
    }

    /** Somebody deletes a claim. It is the only way in which a second node may be incomplete. */
    void deleteClaim() {
        int ordinal = random.nextInt(replicas);
        if (claims[ordinal] != null) {
            claims[ordinal].going = true;
            isMeddled = true;
            log.add("somebody deletes claim " + ordinal);
            collect(ordinal);
        }
    }

    /** A container of a pod ends: the server, or a sidecar. */
    void restart() {
        Pod pod = pods[random.nextInt(replicas)];
        if (pod != null) {
            boolean server = random.nextBoolean();
            pod.ready &= !server;
            pod.sidecars &= server;
        }
    }

    /** A pod gets on: it is ready before it has everything. */
    void progress() {
        int ordinal = random.nextInt(replicas);
        Pod pod = pods[ordinal];
        if (pod == null) {
            return;
        }
        if (!pod.sidecars && random.nextBoolean()) {
            pod.sidecars = true;
        } else if (!pod.started) {
            start(ordinal, pod);
        } else if (!pod.ready) {
            pod.ready = true;
        } else {
            claims[ordinal].complete.add(pod.template);
        }
    }

    /** What must never happen: a server starts on a disk that one with another encryption has written. */
    private void start(int ordinal, Pod pod) {
        pod.started = true;
        claims[ordinal].written.add(pod.template);
        if (claims[ordinal].written.size() > 1) {
            throw new AssertionError("node " + ordinal + " starts with another encryption than its disk has: " + log);
        }
        check();
    }

    /** What must never happen either: a second node is not complete. */
    private void check() {
        long incomplete =
                IntStream.range(0, replicas).filter(i -> !isComplete(i)).count();
        if (incomplete > 1 && !isMeddled && !givesUp) {
            throw new AssertionError(incomplete + " nodes are not complete: " + log);
        }
    }

    private boolean isComplete(int ordinal) {
        Claim claim = claims[ordinal];
        return claim != null
                && (pods[ordinal] == null
                        ? !claim.complete.isEmpty()
                        : claim.complete.contains(pods[ordinal].template));
    }

    /** One event of the function, which may die between any two requests. */
    void step() {
        try {
            Spec seen = stored;
            long sawObserved = observed;
            sawApproved = approved;
            between();
            take(seen, look(seen, sawObserved));
        } catch (Death ends) {
            log.add("the function ends");
        }
    }

    private MigrationState look(Spec seen, long sawObserved) {
        Map<Integer, Disk> disks = new HashMap<>();
        for (int i = 0; i < replicas; i++) {
            if (claims[i] != null) {
                disks.put(i, claims[i].state());
            }
        }
        return new MigrationState(
                new RollState(
                        "n",
                        replicas,
                        seen.partition(),
                        sawObserved >= seen.generation(),
                        "" + seen.template(),
                        IntStream.range(0, replicas)
                                .filter(i -> pods[i] != null)
                                .mapToObj(i -> new RolledNode(
                                        i, "" + pods[i].template, pods[i].phase(), false, Optional.empty()))
                                .toList()),
                current == seen.template(),
                disks);
    }

    private void take(Spec seen, MigrationState state) {
        Claim[] sawClaims = claims.clone();
        if (!seen.isUnderWay()) {
            if (wanted != runs()
                    && (sawApproved || !givesUp)
                    && MigrationDecider.obstacle(state, true).isEmpty()) {
                write(seen, new Spec(seen.generation() + 1, seen.template() + 1, replicas, true), "begin");
            }
            return;
        }
        boolean isWithdrawn = givesUp && !sawApproved && MigrationDecider.hasEveryDisk(state);
        if ((wanted != runs() && (!givesUp || MigrationDecider.hasEveryDisk(state)) || isWithdrawn)
                && MigrationDecider.isUntouched(state)) {
            IntStream.range(0, replicas).forEach(this::release);
            write(seen, new Spec(seen.generation() + 1, seen.template() - 1, 0, false), "take back");
            return;
        }
        if (isWithdrawn) {
            return;
        }
        NextStep next = MigrationDecider.next(state, out -> gate(state, out));
        if (next instanceof NextStep.Finish) {
            write(seen, new Spec(seen.generation() + 1, seen.template(), 0, false), "finish");
        } else if (next instanceof MigrationStep.Replace replace) {
            replace(seen, replace, sawClaims[replace.ordinal()]);
        } else if (next instanceof MigrationStep.Release release) {
            release(release.ordinal());
        }
    }

    private void replace(Spec seen, MigrationStep.Replace step, Claim claim) {
        int k = step.ordinal();
        if (step.withDisk() && withClaims && !claim.going) {
            between();
            if (claims[k] != claim || claim.going) {
                return;
            }
            claim.held |= withFinalizer;
            between();
            if (claims[k] != claim || claim.going) {
                return;
            }
            if (givesUp && !sawApproved && hasEveryDisk()) {
                throw new AssertionError("the first disk goes without an approval: " + log);
            }
            claim.going = true;
            log.add("claim " + k + " goes");
            collect(k);
        }
        between();
        write(seen, new Spec(seen.generation() + 1, seen.template(), k, true), "lower to " + k);
    }

    /** Whether every disk is one of before. */
    private boolean hasEveryDisk() {
        return stored.partition() == replicas
                && IntStream.range(0, replicas).allMatch(i -> claims[i] != null && !claims[i].going);
    }

    private void release(int ordinal) {
        between();
        if (claims[ordinal] != null) {
            claims[ordinal].held = false;
            collect(ordinal);
        }
    }

    /** Onto what was read. */
    private void write(Spec seen, Spec next, String what) {
        if (stored.equals(seen)) {
            stored = next;
            log.add(what);
        }
    }

    /** What happens while a request is under way: less than a server takes to copy everything. */
    private void between() {
        for (int i = random.nextInt(3); i > 0; i--) {
            switch (random.nextInt(12)) {
                case 0 -> crash();
                case 1 -> throw new Death();
                case 2, 3 -> see();
                case 4, 5, 6 -> control();
                default -> progress();
            }
        }
    }

    private GateState gate(MigrationState state, Optional<String> out) {
        boolean open = IntStream.range(0, replicas)
                .filter(i -> out.filter(state.roll().node(i)::equals).isEmpty())
                .allMatch(i -> pods[i] != null
                        && pods[i].ready
                        && claims[i] != null
                        && (givesUp || claims[i].complete.contains(pods[i].template)));
        return open ? new GateState.Open() : new GateState.Shut(List.of("not complete"));
    }

    /** Whether every node has what the user asks for. */
    boolean isDone() {
        return !stored.isUnderWay()
                && wanted == runs()
                && IntStream.range(0, replicas)
                        .allMatch(i -> isComplete(i) && pods[i] != null && pods[i].template == stored.template());
    }
}
