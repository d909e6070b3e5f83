package dev.numaflow.isbsvc.rendering.steps;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.servers.StoredStream.State;
import dev.numaflow.isbsvc.rendering.servers.StoredStream.Stored;
import dev.numaflow.isbsvc.rendering.steps.MigrationState.Disk;
import dev.numaflow.isbsvc.rendering.steps.RollState.Phase;
import dev.numaflow.isbsvc.rendering.steps.RollState.RolledNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A service with one node, the server with the copy of its data, vertices that write while they are not paused, and Numaflow, which creates
 * streams that it misses. A server sees on its disk what was stored with its own encryption alone. The function may end between any two
 * requests, and its user may change what is asked for at any time.
 */
final class CopySimulation {

    private static final List<String> STREAMS = List.of("a", "b", "c");

    private record Spec(long generation, int template, int partition, boolean isUnderWay) {}

    private static final class Claim {
        private final int uid;
        private final Map<Integer, Map<String, StoredStream>> stored = new HashMap<>();
        private boolean going;
        private boolean held;

        private Claim(int uid) {
            this.uid = uid;
        }

        private Map<String, StoredStream> with(int template) {
            return stored.computeIfAbsent(template, any -> new TreeMap<>());
        }
    }

    private static final class Copy {
        private final int from;
        private final Map<String, StoredStream> stored = new TreeMap<>();

        private Copy(int from) {
            this.from = from;
        }
    }

    private record Pod(int template, boolean isReady) {}

    /** The function ends. */
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Death() {
            super(null, null, false, false);
        }
    }

    private final Random random;
    private final boolean compares;
    private final List<String> log = new ArrayList<>();
    private final Map<String, StoredStream> written = new TreeMap<>();
    private Spec stored = new Spec(1, 0, 0, false);
    private int current;
    private Claim claim = new Claim(0);
    private Pod pod = new Pod(0, true);
    private Optional<Copy> copy = Optional.empty();
    private boolean wanted;
    private boolean approved = true;
    private boolean paused = true;
    private long time;
    private int uids;

    /** @param compares whether the disk goes only once everything was compared; otherwise as soon as every stream has some copy */
    CopySimulation(Random random, boolean compares) {
        this.random = random;
        this.compares = compares;
        STREAMS.forEach(name -> claim.with(0).put(name, stream(name, 0)));
        STREAMS.forEach(this::write);
    }

    void changeMind() {
        wanted = !wanted;
        log.add("wanted " + wanted);
    }

    void changeApproval() {
        approved = !approved;
        log.add("approved " + approved);
    }

    /** Nobody goes on writing to a disk that goes, as users are told: then the loss of a pod as well costs what was written. */
    void changePause() {
        boolean goes = claim != null && claim.going;
        paused = goes || !paused;
        log.add("paused " + paused);
    }

    /** Everything that keeps a change from ending is as it should be: a stream that was created and written meanwhile goes by hand. */
    void help() {
        paused = true;
        approved = true;
        if (pod != null && copy.isPresent() && copy.get().from != claim.uid) {
            server().values()
                    .removeIf(stream -> copy.get().stored.containsKey(stream.name())
                            && !stream.continues(copy.get().stored.get(stream.name())));
        }
    }

    /** A vertex writes. Its pod takes longer to come than the controller does to take one that it may take. */
    void write() {
        boolean isTaken =
                stored.partition() == 0 && stored.isUnderWay() && pod != null && pod.template() != stored.template();
        if (!paused && pod != null && pod.isReady() && !isTaken) {
            write(STREAMS.get(random.nextInt(STREAMS.size())));
        }
    }

    private void write(String name) {
        StoredStream before = server().get(name);
        if (before != null) {
            StoredStream after = stream(name, before.state().last().sequence() + 1);
            server().put(name, after.state().first().equals(before.state().first()) ? after : continued(before, after));
            boolean isOwn = written.get(name) == null || before.continues(written.get(name));
            if (isOwn) {
                written.put(name, server().get(name));
                log.add("written " + name + " " + server().get(name).state().last());
            }
        }
    }

    /** Numaflow creates a stream that is not there. */
    void create() {
        if (pod != null && pod.isReady() && !server().isEmpty()) {
            server().computeIfAbsent(STREAMS.get(random.nextInt(STREAMS.size())), name -> stream(name, 0));
        }
    }

    private Map<String, StoredStream> server() {
        return claim.with(pod.template());
    }

    private StoredStream stream(String name, long last) {
        Stored message = new Stored(last, last == 0 ? "" : "t" + ++time);
        return new StoredStream(name, MissingNode.getInstance(), new State(last, last, message, message, 0), Map.of());
    }

    private static StoredStream continued(StoredStream before, StoredStream after) {
        Stored first = before.isFresh() ? after.state().last() : before.state().first();
        return new StoredStream(
                after.name(),
                after.config(),
                new State(
                        after.state().messages(),
                        after.state().bytes(),
                        first,
                        after.state().last(),
                        0),
                Map.of());
    }

    /** One run of the StatefulSet controller. */
    void control() {
        if (pod == null && claim == null) {
            claim = new Claim(++uids);
        }
        if (pod == null && !claim.going) {
            pod = new Pod(stored.partition() > 0 ? current : stored.template(), false);
        } else if (pod != null && stored.partition() == 0 && pod.template() != stored.template()) {
            log.add("controller takes the pod");
            crash();
        } else if (pod != null && pod.isReady() && pod.template() == stored.template()) {
            current = stored.template();
        }
    }

    /** A pod is lost, whoever takes it away. */
    void crash() {
        pod = null;
        collect();
    }

    void progress() {
        if (pod != null) {
            pod = new Pod(pod.template(), true);
        }
    }

    private void collect() {
        if (claim != null && pod == null && claim.going && !claim.held) {
            claim = null;
        }
        check();
    }

    /** What must never happen: something that was written is nowhere. */
    private void check() {
        written.forEach((name, stream) -> {
            boolean isOnDisk = claim != null
                    && (!claim.going || pod != null)
                    && claim.stored.values().stream().anyMatch(all -> isIn(all, stream));
            if (!isOnDisk && copy.filter(there -> isIn(there.stored, stream)).isEmpty()) {
                throw new AssertionError("stream " + name + " is lost: " + log);
            }
        });
    }

    private static boolean isIn(Map<String, StoredStream> all, StoredStream stream) {
        return all.containsKey(stream.name()) && all.get(stream.name()).continues(stream);
    }

    /** One event of the function, which may die between any two requests. */
    void step() {
        try {
            take(stored, look());
        } catch (Death ends) {
            log.add("the function ends");
        }
        check();
    }

    private MigrationState look() {
        Phase phase = pod != null && pod.isReady() ? Phase.AVAILABLE : Phase.STARTED;
        Disk gone = claim != null && claim.held ? Disk.HELD : Disk.GOING;
        return new MigrationState(
                new RollState(
                        "n",
                        1,
                        stored.partition(),
                        true,
                        "" + stored.template(),
                        pod == null
                                ? List.of()
                                : List.of(new RolledNode(0, "" + pod.template(), phase, false, Optional.empty()))),
                current == stored.template(),
                claim == null ? Map.of() : Map.of(0, claim.going ? gone : Disk.KEPT));
    }

    private void take(Spec seen, MigrationState state) {
        between();
        if (!seen.isUnderWay()) {
            if (copy.isPresent()) {
                without();
            } else if (wanted != runs()
                    && approved
                    && paused
                    && MigrationDecider.obstacle(state, true).isEmpty()) {
                write(seen, new Spec(seen.generation() + 1, seen.template() + 1, 1, true), "begin");
            }
            return;
        }
        boolean isFirst = MigrationDecider.hasEveryDisk(state);
        if (isFirst && MigrationDecider.isUntouched(state) && (wanted != runs() || !approved)) {
            if (copy.isPresent()) {
                without();
            } else {
                write(seen, new Spec(seen.generation() + 1, seen.template() - 1, 0, false), "take back");
            }
            return;
        }
        NextStep next = MigrationDecider.next(state, out -> isHealthy() ? new GateState.Open() : shut());
        boolean isThere = pod != null && pod.template() != seen.template();
        if (next instanceof MigrationStep.Replace && (isFirst || isThere)) {
            before(seen);
        } else if (next instanceof MigrationStep.Replace) {
            write(seen, new Spec(seen.generation() + 1, seen.template(), 0, true), "lower");
        } else if (next instanceof MigrationStep.Release) {
            claim.held = false;
            collect();
        } else if (next instanceof NextStep.Finish && copy.isPresent()) {
            restore();
        } else if (next instanceof NextStep.Finish) {
            write(seen, new Spec(seen.generation() + 1, seen.template(), 0, false), "finish");
        }
    }

    private static GateState shut() {
        return new GateState.Shut(List.of("not healthy"));
    }

    private boolean isHealthy() {
        return pod != null && pod.isReady();
    }

    private boolean runs() {
        return stored.template() % 2 == 1;
    }

    /** The server of before is there: it goes, with its disk, once everything has a copy. */
    private void before(Spec seen) {
        if (copy.filter(there -> there.from != claim.uid).isPresent()) {
            restore();
        } else if (!paused || !isHealthy()) {
            return;
        } else if (copy.isEmpty()) {
            copy = Optional.of(new Copy(claim.uid));
        } else if (!copy()) {
            replace(seen);
        }
    }

    /** @return whether something was left to copy */
    private boolean copy() {
        Map<String, StoredStream> now = Map.copyOf(server());
        Map<String, StoredStream> there = copy.orElseThrow().stored;
        Optional<NextStep> next = CopyDecider.copying(now, now, there)
                .filter(any -> compares || !there.keySet().containsAll(now.keySet()));
        if (next.orElse(null) instanceof CopyStep.Copy step) {
            between();
            there.remove(step.stream());
            between();
            Optional.ofNullable(isHealthy() ? server().get(step.stream()) : null)
                    .ifPresent(stream -> there.put(step.stream(), stream));
        }
        return next.isPresent();
    }

    /** As `isComplete` and what comes after it: nobody writes from there on who was paused. */
    private void replace(Spec seen) {
        Claim sawClaim = claim;
        between();
        if (claim != sawClaim || !stored.equals(seen) || !paused || !isHealthy() || (compares && copy())) {
            return;
        }
        if (!claim.going) {
            claim.held = true;
            between();
            if (claim != sawClaim || !stored.equals(seen)) {
                return;
            }
            claim.going = true;
            log.add("the disk goes");
            collect();
        }
        between();
        write(seen, new Spec(seen.generation() + 1, seen.template(), 0, true), "lower");
    }

    private void without() {
        if (claim != null && !claim.going && copy.orElseThrow().from == claim.uid) {
            log.add("the copy is removed");
            copy = Optional.empty();
        } else {
            restore();
        }
    }

    private void restore() {
        if (!isHealthy()) {
            return;
        }
        Map<String, StoredStream> there = copy.orElseThrow().stored;
        Optional<NextStep> next = CopyDecider.restoring(there, Map.copyOf(server()));
        if (next.isEmpty()) {
            log.add("the copy is removed");
            copy = Optional.empty();
        } else if (next.get() instanceof CopyStep.Restore step) {
            between();
            if (isHealthy() && step.isCreated()) {
                server().computeIfPresent(step.stream(), (name, stream) -> stream.isFresh() ? null : stream);
            }
            between();
            if (isHealthy()) {
                server().putIfAbsent(step.stream(), there.get(step.stream()));
            }
        }
    }

    /** Onto what was read. */
    private void write(Spec seen, Spec next, String what) {
        if (stored.equals(seen)) {
            stored = next;
            log.add(what);
        }
    }

    /** What happens while a request is under way. */
    private void between() {
        switch (random.nextInt(14)) {
            case 0 -> crash();
            case 1 -> throw new Death();
            case 2, 3, 4 -> control();
            case 5, 6, 7 -> progress();
            case 8 -> create();
            default -> {}
        }
    }

    /** Whether the node has what the user asks for, and everything is on it. */
    boolean isDone() {
        return !stored.isUnderWay()
                && wanted == runs()
                && copy.isEmpty()
                && isHealthy()
                && written.values().stream().allMatch(stream -> isIn(server(), stream));
    }
}
