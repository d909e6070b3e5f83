package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.servers.CopiedInventory;
import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.steps.MigrationState.Disk;
import dev.numaflow.isbsvc.rendering.steps.RollState.Phase;
import dev.numaflow.isbsvc.rendering.steps.RollState.RolledNode;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A service with one node, the server with the copy of its data, vertices that write and read whenever they are not paused, and Numaflow, which
 * creates streams that it misses. A server sees on its disk what was stored with its own encryption alone. The function may end between any
 * two requests, its user may change what is asked for at any time, and the copy may be lost as long as the disk is there. Deletions are as
 * unconditional as those of servers are: whatever was accepted by a server must be stored somewhere, or read.
 */
final class CopySimulation {

    /** Of what the function does, what it leaves out, to show that it is needed. */
    enum Without {
        NOTHING,
        COMPARING,
        CLOSING,
        INVENTORY,
        RESTARTING_COPY,
        RESTARTING_NODE,
        RESTARTING_OTHERS
    }

    private static final List<String> STREAMS = List.of("a", "b", "c");

    private record Spec(long generation, int template, int partition, boolean isUnderWay, int kept) {}

    private static final class Claim {
        private final int uid;
        private final Map<Integer, Map<String, SimulatedStream>> stored = new HashMap<>();
        private boolean going;
        private boolean held;
        private boolean deletedByUser;

        private Claim(int uid) {
            this.uid = uid;
        }

        private Map<String, SimulatedStream> with(int template) {
            return stored.computeIfAbsent(template, any -> new TreeMap<>());
        }
    }

    /** With its server, which may list less than its disk has for a while after each restart. */
    private static final class Copy {
        private final int uid;
        private final int from;
        private final Map<String, SimulatedStream> stored = new TreeMap<>();
        private final Set<String> hidden = new HashSet<>();
        private int pod;
        private int copiedTo = -1;
        private String restoredThrough = "";
        private String kept = "";
        private int restoredTo = -1;

        private Copy(int uid, int from) {
            this.uid = uid;
            this.from = from;
        }

        private Map<String, StoredStream> listed() {
            Map<String, SimulatedStream> listed = new TreeMap<>(stored);
            listed.keySet().removeAll(hidden);
            return CopySimulation.seen(listed);
        }
    }

    /** @param asked which restart its template asked for */
    private record Pod(int uid, int template, boolean isReady, String asked) {}

    /** What two nodes store, each stream on one of them. */
    private static final class Both extends AbstractMap<String, SimulatedStream> {
        private final Map<String, SimulatedStream> first;
        private final Map<String, SimulatedStream> other;

        private Both(Map<String, SimulatedStream> first, Map<String, SimulatedStream> other) {
            this.first = first;
            this.other = other;
        }

        private Map<String, SimulatedStream> of(Object name) {
            return isOnFirst(name) ? first : other;
        }

        @Override
        public SimulatedStream get(Object name) {
            return of(name).get(name);
        }

        @Override
        public boolean containsKey(Object name) {
            return of(name).containsKey(name);
        }

        @Override
        public SimulatedStream put(String name, SimulatedStream stream) {
            return of(name).put(name, stream);
        }

        @Override
        public SimulatedStream remove(Object name) {
            return of(name).remove(name);
        }

        @Override
        public Set<Entry<String, SimulatedStream>> entrySet() {
            Map<String, SimulatedStream> all = new TreeMap<>(first);
            all.putAll(other);
            return all.entrySet();
        }
    }

    private static boolean isOnFirst(Object name) {
        return STREAMS.get(0).equals(name);
    }

    /** The function ends. */
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Death() {
            super(null, null, false, false);
        }
    }

    private final Random random;
    private final Without without;
    private final List<String> log = new ArrayList<>();
    private final Map<Integer, String> accepted = new HashMap<>();
    private Spec stored = new Spec(1, 0, 0, false, -1);
    private int current;
    private Claim claim = new Claim(0);
    private Pod pod = new Pod(0, 0, true, "");
    private Claim other;
    private Pod otherPod;
    private final boolean fromOne;
    private int nodes = 1;
    private final Set<Integer> written = new HashSet<>();
    private String asked = "";
    private int pods;
    private Optional<Copy> copy = Optional.empty();
    private Optional<String> onItsWay = Optional.empty();
    private boolean wanted;
    private boolean approved = true;
    private boolean paused = true;
    private boolean advised;
    private int messages;
    private int uids;

    CopySimulation(Random random, Without without) {
        this(random, without, false);
    }

    /** @param fromOne whether more nodes are asked for, and not another encryption */
    CopySimulation(Random random, Without without, boolean fromOne) {
        this.fromOne = fromOne;
        this.wanted = fromOne;
        this.random = random;
        this.without = without;
        STREAMS.forEach(name -> claim.with(0).put(name, SimulatedStream.fresh(name)));
        STREAMS.forEach(this::accept);
    }

    void changeMind() {
        if (isDecided()) {
            return;
        }
        wanted = !wanted;
        log.add("wanted " + wanted);
    }

    void changeApproval() {
        if (isDecided()) {
            return;
        }
        approved = !approved;
        log.add("approved " + approved);
    }

    void changePause() {
        if (!paused || !isDecided()) {
            togglePause();
        }
    }

    /** Mostly, where more nodes are asked for: there are many ways back, and none once they are there. */
    private boolean isDecided() {
        return fromOne && random.nextInt(8) > 0;
    }

    private void togglePause() {
        paused = !paused;
        log.add("paused " + paused);
    }

    /** A user sees to whatever keeps a change from ending: a stream that was created and written meanwhile goes by hand. */
    void help() {
        paused = true;
        approved = true;
        copy.ifPresent(there -> there.hidden.clear());
        if (advised || isRestartAdvised()) {
            crash();
        }
        if (isHealthy() && copy.isPresent() && copy.get().from != claim.uid && copy.get().restoredTo != claim.uid) {
            Map<String, StoredStream> copies = copy.get().listed();
            server().values().stream()
                    .filter(stream -> copies.containsKey(stream.name()))
                    .filter(stream -> !stream.seen().isFresh()
                            && stream.seen()
                                    .difference(copies.get(stream.name()))
                                    .isPresent()
                            && !stream.seen().isReadSince(copies.get(stream.name())))
                    .toList()
                    .forEach(stream -> {
                        server().remove(stream.name());
                        stream.messages().forEach(message -> {
                            if (!copy.get().stored.get(stream.name()).has(message)) {
                                accepted.remove(message);
                            }
                        });
                    });
        }
    }

    /** A vertex writes, wherever its stream is. */
    void write() {
        String name = STREAMS.get(random.nextInt(STREAMS.size()));
        if (!paused && isHealthy() && server().containsKey(name)) {
            SimulatedStream stream = server().get(name);
            if (!stream.isClosed() || without == Without.CLOSING) {
                accept(name);
            }
        }
    }

    private void accept(String name) {
        accepted.put(++messages, name);
        server().put(name, server().get(name).with(messages));
        log.add("written " + name + " " + messages);
    }

    /** A vertex reads: also what takes no messages. */
    void read() {
        String name = STREAMS.get(random.nextInt(STREAMS.size()));
        if (!paused && isHealthy() && server().containsKey(name)) {
            SimulatedStream stream = server().get(name);
            if (stream.read() < stream.messages().size()) {
                accepted.remove(stream.messages().get(stream.read()));
                server().put(name, stream.readFurther());
            }
        }
    }

    /** Numaflow creates a stream that is not there. */
    void create() {
        if (isHealthy()) {
            server().computeIfAbsent(STREAMS.get(random.nextInt(STREAMS.size())), SimulatedStream::fresh);
        }
    }

    /** Somebody deletes the copy, or its machine is lost, while that harms nobody: its controller makes an empty one. */
    void loseCopy() {
        if (copy.isPresent() && copy.get().kept.isEmpty()) {
            log.add("the copy is lost");
            copy = Optional.of(new Copy(++uids, copy.get().from));
        }
    }

    /** Its server lists what it has recovered. What it was given since the last restart may not be on its disk yet. */
    void restartCopy() {
        copy.ifPresent(
                there -> STREAMS.stream().filter(any -> random.nextBoolean()).forEach(there.hidden::add));
        copy.filter(there -> there.copiedTo == there.pod && random.nextInt(4) == 0)
                .ifPresent(there -> there.stored.computeIfPresent(
                        STREAMS.get(random.nextInt(STREAMS.size())), (name, stream) -> withoutBlock(stream)));
        copy.ifPresent(there -> there.pod++);
    }

    private Map<String, SimulatedStream> server() {
        Map<String, SimulatedStream> first = claim.with(pod.template());
        return nodes == 1 || other == null ? first : new Both(first, other.with(pod.template()));
    }

    /** One of several nodes that waits for the others has no leader. */
    private boolean isAlone() {
        return fromOne && nodes == 1 && pod != null && pod.template() % 2 == 1;
    }

    private static Map<String, StoredStream> seen(Map<String, SimulatedStream> streams) {
        return streams.values().stream()
                .map(SimulatedStream::seen)
                .collect(Collectors.toMap(StoredStream::name, stream -> stream));
    }

    /** One run of the StatefulSet controller. */
    void control() {
        if (pod == null && claim == null) {
            claim = new Claim(++uids);
        }
        if (pod == null && !claim.going) {
            pod = new Pod(++pods, stored.partition() > 0 ? current : stored.template(), false, asked);
        } else if (nodes > 1 && otherPod == null) {
            other = other == null ? new Claim(++uids) : other;
            otherPod = new Pod(++pods, stored.template(), false, asked);
        } else if (nodes > 1 && !otherPod.asked().equals(asked)) {
            log.add("controller takes the other pod");
            crashOther();
        } else if (pod != null
                && stored.partition() == 0
                && (nodes == 1 || otherPod.isReady())
                && (pod.template() != stored.template() || !pod.asked().equals(asked))) {
            log.add("controller takes the pod");
            crash();
        } else if (pod != null && pod.isReady() && pod.template() == stored.template()) {
            current = stored.template();
        }
    }

    /** Somebody deletes the claim of the node, which its server goes on using. A second time that is waited for. */
    void deleteClaim() {
        boolean isFirst = claim != null && (copy.isEmpty() || copy.get().from == claim.uid);
        if (isFirst && stored.isUnderWay() && !claim.going && pod != null && pod.template() != stored.template()) {
            claim.going = true;
            claim.deletedByUser = true;
            log.add("somebody deletes the claim");
        }
    }

    /** Whoever has deleted a claim keeps its pod, until the function says that it may go. */
    private boolean isKeptByUser() {
        return claim != null && claim.deletedByUser && !advised && pod != null && stored.partition() > 0;
    }

    /** A pod is lost, whoever takes it away. */
    void crash() {
        if (isKeptByUser()) {
            return;
        }
        losesRestored();
        pod = null;
        onItsWay = Optional.empty();
        collect();
    }

    /** The same of another node. */
    void crashOther() {
        if (otherPod != null) {
            losesRestored(otherPod, other);
            otherPod = null;
        }
    }

    /** What it was given may not be on its disk yet; the copy has it. */
    private void losesRestored() {
        losesRestored(pod, claim);
    }

    private void losesRestored(Pod lost, Claim disk) {
        if (disk != null
                && lost != null
                && (nodes > 1 || copy.filter(there -> there.restoredTo < 0).isPresent())
                && written.contains(lost.uid())
                && random.nextInt(4) == 0) {
            disk.with(lost.template())
                    .computeIfPresent(
                            STREAMS.get(random.nextInt(STREAMS.size())),
                            (name, stream) -> copy.isEmpty() || isRestored(stream) ? withoutBlock(stream) : stream);
        }
    }

    /** Any of them: the first, the last, one between them, or all. */
    private SimulatedStream withoutBlock(SimulatedStream stream) {
        int first = random.nextInt(stream.messages().size() + 1);
        return stream.withoutBlock(first, first + 1 + random.nextInt(3));
    }

    private boolean isRestored(SimulatedStream stream) {
        return copy.map(there -> there.stored.get(stream.name()))
                .filter(copied -> copied.messages().equals(stream.messages()))
                .isPresent();
    }

    private boolean isGiven(Copy there) {
        return pod != null && isIn(there.restoredThrough, pod) && there.restoredTo < 0;
    }

    private static boolean isIn(String uids, Pod pod) {
        return List.of(uids.split(",")).contains("" + pod.uid());
    }

    /** Of several, each has to be of the template that was asked for after the last restore. */
    private boolean isDue(Copy there) {
        boolean others = nodes > 1
                && without != Without.RESTARTING_OTHERS
                && !there.restoredThrough.isEmpty()
                && (otherPod == null
                        || isIn(there.restoredThrough, otherPod)
                        || !otherPod.asked().equals(there.restoredThrough)
                        || !pod.asked().equals(there.restoredThrough));
        return without != Without.RESTARTING_NODE && (isGiven(there) || others);
    }

    private String uids() {
        return pod.uid() + (otherPod == null ? "" : "," + otherPod.uid());
    }

    /** As the function says where no template replaces the pod. */
    private boolean isRestartAdvised() {
        return copy.filter(this::isGiven).isPresent() && stored.partition() > 0 && claim != null && !claim.going;
    }

    void progress() {
        if (pod != null) {
            pod = new Pod(pod.uid(), pod.template(), true, pod.asked());
        }
        if (otherPod != null) {
            otherPod = new Pod(otherPod.uid(), otherPod.template(), true, otherPod.asked());
        }
        copy.filter(there -> random.nextBoolean()).ifPresent(there -> there.hidden.clear());
    }

    private void collect() {
        if (claim != null && pod == null && claim.going && !claim.held) {
            claim = null;
            advised = false;
        }
        check();
    }

    /** What must never happen: something that was accepted is nowhere, and nobody has read it. */
    private void check() {
        accepted.forEach((message, name) -> {
            boolean isOnDisk = claim != null
                    && (!claim.going || pod != null)
                    && claim.stored.values().stream().anyMatch(all -> isIn(all, name, message));
            boolean isOnOther =
                    other != null && other.stored.values().stream().anyMatch(all -> isIn(all, name, message));
            if (!isOnDisk
                    && !isOnOther
                    && copy.filter(there -> isIn(there.stored, name, message)).isEmpty()) {
                throw new AssertionError("message " + message + " of stream " + name + " is lost: " + log);
            }
        });
    }

    private static boolean isIn(Map<String, SimulatedStream> all, String name, int message) {
        return all.containsKey(name) && all.get(name).has(message);
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
        Phase phase = pod != null && pod.isReady() && !isAlone() ? Phase.AVAILABLE : Phase.STARTED;
        List<RolledNode> seen = new ArrayList<>();
        Map<Integer, Disk> disks = new TreeMap<>();
        if (pod != null) {
            seen.add(new RolledNode(0, revision(pod), phase, false, Optional.empty()));
        }
        if (otherPod != null) {
            Phase others = otherPod.isReady() ? Phase.AVAILABLE : Phase.STARTED;
            seen.add(new RolledNode(1, revision(otherPod), others, false, Optional.empty()));
        }
        if (other != null) {
            disks.put(1, Disk.KEPT);
        }
        Disk gone = claim != null && claim.held ? Disk.HELD : Disk.GOING;
        if (claim != null) {
            disks.put(0, claim.going ? gone : Disk.KEPT);
        }
        return new MigrationState(
                new RollState(
                        "n", nodes, Math.min(stored.partition(), nodes), true, stored.template() + " " + asked, seen),
                current == stored.template(),
                disks);
    }

    private static String revision(Pod pod) {
        return pod.template() + " " + pod.asked();
    }

    private void take(Spec seen, MigrationState state) {
        between();
        if (!seen.isUnderWay()) {
            if (copy.isPresent()) {
                without(seen);
            } else if (wanted != runs()
                    && nodes == 1
                    && approved
                    && paused
                    && MigrationDecider.obstacle(state, true).isEmpty()) {
                write(seen, new Spec(seen.generation() + 1, seen.template() + 1, 1, true, -1), "begin");
            }
            return;
        }
        boolean isFirst = MigrationDecider.hasEveryDisk(state);
        if (isFirst && MigrationDecider.isUntouched(state) && (wanted != runs() || !approved)) {
            if (copy.isPresent()) {
                without(seen);
            } else if (!opens()) {
                claim.held = false;
                write(seen, new Spec(seen.generation() + 1, seen.template() - 1, 0, false, -1), "take back");
            }
            return;
        }
        NextStep next = fromOne
                ? MigrationDecider.fromOne(state, 2, nodes > 1, out -> isHealthy() ? new GateState.Open() : shut())
                : MigrationDecider.next(state, out -> isHealthy() ? new GateState.Open() : shut());
        boolean isThere = pod != null && pod.template() != seen.template();
        boolean isDeleted = isThere && claim != null && claim.going && !claim.held && seen.partition() > 0;
        if ((next instanceof MigrationStep.Replace && (isFirst || isThere)) || isDeleted) {
            before(seen);
        } else if (next instanceof MigrationStep.Replace) {
            write(seen, new Spec(seen.generation() + 1, seen.template(), 0, true, seen.kept()), "lower");
        } else if (next instanceof MigrationStep.Release) {
            claim.held = false;
            collect();
        } else if (next instanceof MigrationStep.Scale) {
            nodes = stored.equals(seen) ? 2 : nodes;
            write(seen, new Spec(seen.generation() + 1, seen.template(), 0, true, seen.kept()), "scale");
        } else if (next instanceof NextStep.Finish && (copy.isPresent() || seen.kept() >= 0)) {
            after(seen);
        } else if (next instanceof NextStep.Finish && !opens()) {
            write(seen, new Spec(seen.generation() + 1, seen.template(), 0, false, -1), "finish");
        }
    }

    private static GateState shut() {
        return new GateState.Shut(List.of("not healthy"));
    }

    private boolean isHealthy() {
        return pod != null
                && pod.isReady()
                && claim != null
                && !isAlone()
                && (nodes == 1 || (otherPod != null && otherPod.isReady()));
    }

    private boolean runs() {
        return stored.template() % 2 == 1;
    }

    /** The server of before is there: it goes, with its disk, once everything has a copy that is read from its own disk, and held. */
    private void before(Spec seen) {
        if (copy.filter(there -> there.from != claim.uid).isPresent()) {
            after(seen);
        } else if (!isHealthy()) {
            return;
        } else if (claim.going
                && copy.isPresent()
                && seen.kept() == copy.get().uid
                && !copy.get().kept.isEmpty()) {
            lower(seen);
        } else if (!paused) {
            return;
        } else if (copy.isEmpty()) {
            copy = Optional.of(new Copy(++uids, claim.uid));
        } else if (isCompared(seen)) {
            replace(seen);
        }
    }

    private boolean isCompared(Spec seen) {
        Copy there = copy.orElseThrow();
        boolean isRestarted = there.pod != there.copiedTo;
        if (!isHealthy() || copies(seen)) {
            return false;
        }
        String inventory = CopiedInventory.of(there.listed());
        if (!isRestarted && without != Without.RESTARTING_COPY) {
            restartCopy();
            return false;
        }
        if (there.kept.equals(inventory) && seen.kept() == there.uid) {
            return true;
        }
        between();
        if (copy.orElse(null) == there) {
            there.kept = inventory;
            between();
            write(seen, new Spec(seen.generation() + 1, seen.template(), seen.partition(), true, there.uid), "keep");
        }
        return false;
    }

    private Map<String, StoredStream> stillSeen() {
        between();
        onItsWay.filter(name -> isHealthy() && server().containsKey(name)).ifPresent(this::accept);
        onItsWay = Optional.empty();
        return isHealthy() ? seen(server()) : Map.of();
    }

    /** @return whether something was left to copy */
    private boolean copies(Spec seen) {
        Copy there = copy.orElseThrow();
        Map<String, StoredStream> before = seen(server());
        Map<String, StoredStream> now = stillSeen();
        if (!isHealthy()) {
            return true;
        }
        Optional<NextStep> next = CopyDecider.copying(before, now, there.listed())
                .filter(any ->
                        without != Without.COMPARING || !there.listed().keySet().containsAll(now.keySet()));
        if ((seen.kept() >= 0 || !there.kept.isEmpty())
                && next.filter(NextStep.Act.class::isInstance).isPresent()) {
            forget(seen);
        } else if (next.orElse(null) instanceof CopyStep.Close step) {
            between();
            close(step.stream());
        } else if (next.orElse(null) instanceof CopyStep.Copy step) {
            between();
            int connected = there.pod;
            there.copiedTo = connected;
            between();
            if (there.pod == connected) {
                there.stored.remove(step.stream());
            }
            between();
            if (there.pod == connected && isHealthy() && server().containsKey(step.stream())) {
                there.stored.put(step.stream(), server().get(step.stream()));
                there.hidden.remove(step.stream());
            }
        }
        return next.isPresent();
    }

    /** From then on the copy may be lost. */
    private void forget(Spec seen) {
        copy.ifPresent(there -> there.kept = "");
        between();
        write(
                seen,
                new Spec(seen.generation() + 1, seen.template(), seen.partition(), seen.isUnderWay(), -1),
                "not kept");
    }

    /** What a client has sent before that may be stored after it. */
    private void close(String name) {
        if (isHealthy() && server().containsKey(name)) {
            server().put(name, server().get(name).closed(true));
            if (!paused && random.nextBoolean()) {
                onItsWay = Optional.of(name);
            }
        }
    }

    /** @return whether a stream was left to open, or nobody can say */
    private boolean opens() {
        if (!isHealthy()) {
            return true;
        }
        Optional<NextStep> next = CopyDecider.opening(seen(server()));
        if (next.orElse(null) instanceof CopyStep.Open step) {
            between();
            if (isHealthy() && server().containsKey(step.stream())) {
                server().put(step.stream(), server().get(step.stream()).closed(false));
            }
        }
        return next.isPresent();
    }

    /** As `isComplete` and what comes after it. */
    private void replace(Spec seen) {
        Claim sawClaim = claim;
        between();
        if (claim != sawClaim || !stored.equals(seen) || !paused || !isHealthy() || !isCompared(seen)) {
            return;
        }
        if (claim.going && !claim.held) {
            return;
        }
        if (!claim.going) {
            claim.held = true;
            between();
            if (claim != sawClaim || !stored.equals(seen) || claim.going) {
                return;
            }
            claim.going = true;
            log.add("the disk goes");
            collect();
        }
        between();
        write(seen, new Spec(seen.generation() + 1, seen.template(), 0, true, seen.kept()), "lower");
    }

    /** The copy has lost nothing, and nobody has opened a stream. */
    private boolean isSame() {
        String kept = copy.orElseThrow().kept;
        Map<String, StoredStream> listed = copy.orElseThrow().listed();
        return CopiedInventory.of(listed).equals(kept)
                && CopyDecider.going(listed, seen(server())).isEmpty();
    }

    /** Nothing is copied from a disk that goes: the copy would be away for a moment, and nobody can have written. */
    private void lower(Spec seen) {
        if (!claim.held) {
            advised = advised || isSame();
        } else if (without == Without.CLOSING || isSame()) {
            between();
            write(seen, new Spec(seen.generation() + 1, seen.template(), 0, true, seen.kept()), "lower");
        }
    }

    private void without(Spec seen) {
        if (claim != null && !claim.going && copy.orElseThrow().from == claim.uid) {
            if (seen.kept() >= 0 || !copy.orElseThrow().kept.isEmpty()) {
                forget(seen);
            } else if (!opens()) {
                log.add("the copy is removed");
                copy = Optional.empty();
            }
        } else {
            after(seen);
        }
    }

    private void after(Spec seen) {
        if (!isHealthy() || claim.going || copy.isEmpty()) {
            return;
        }
        Copy there = copy.get();
        if (there.restoredTo == claim.uid) {
            if (seen.kept() >= 0) {
                write(
                        seen,
                        new Spec(seen.generation() + 1, seen.template(), seen.partition(), seen.isUnderWay(), -1),
                        "verified");
            } else if (!opens()) {
                log.add("the copy is removed");
                copy = Optional.empty();
            }
            return;
        }
        if (seen.kept() >= 0 && seen.kept() != there.uid) {
            return;
        }
        Map<String, StoredStream> copies = there.listed();
        if (without != Without.INVENTORY && !there.kept.isEmpty() && !there.kept.equals(CopiedInventory.of(copies))) {
            return;
        }
        Map<String, StoredStream> before = seen(server());
        int uid = claim.uid;
        boolean isDue = isDue(there);
        Map<String, StoredStream> now = stillSeen();
        if (!isHealthy() || claim.uid != uid) {
            return;
        }
        NextStep next = CopyDecider.restoring(copies, before, now).orElse(null);
        if (next == null && isDue) {
            asked = seen.partition() == 0 ? there.restoredThrough : asked;
        } else if (next == null && !there.kept.isEmpty()) {
            between();
            there.restoredTo = uid;
            between();
            write(
                    seen,
                    new Spec(seen.generation() + 1, seen.template(), seen.partition(), seen.isUnderWay(), -1),
                    "verify");
        } else if (next instanceof CopyStep.Close step) {
            between();
            close(step.stream());
        } else if (next instanceof CopyStep.Restore step) {
            restore(step, there);
        }
    }

    /** The deletion takes whatever is there by then. */
    private void restore(CopyStep.Restore step, Copy there) {
        between();
        if (!isHealthy()) {
            return;
        }
        int connected = pod.uid();
        there.restoredThrough = uids();
        between();
        if (isHealthy() && pod.uid() == connected && step.goesFirst()) {
            server().remove(step.stream());
        }
        between();
        if (isHealthy() && pod.uid() == connected) {
            server().putIfAbsent(step.stream(), there.stored.get(step.stream()));
            written.add(nodes == 1 || isOnFirst(step.stream()) ? pod.uid() : otherPod.uid());
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
        switch (random.nextInt(24)) {
            case 0 -> crash();
            case 16 -> crashOther();
            case 1 -> throw new Death();
            case 2, 3, 4 -> control();
            case 5, 6, 7 -> progress();
            case 8 -> create();
            case 9, 10, 11 -> write();
            case 12 -> read();
            case 13 -> changePause();
            case 14 -> restartCopy();
            case 15 -> Optional.of(random.nextInt(5)).filter(any -> any == 0).ifPresent(any -> loseCopy());
            default -> {}
        }
    }

    @Override
    public String toString() {
        return stored + " claim "
                + (claim == null ? "none" : claim.uid + " going " + claim.going + " held " + claim.held) + " advised "
                + advised + " pod " + pod + " copy "
                + copy.map(
                        there -> there.uid + " from " + there.from + " " + there.stored + there.kept + there.restoredTo)
                + " server " + (claim == null ? "" : claim.stored) + " " + log;
    }

    /** Whether the node has what the user asks for, and everything is on it, where it can be used. */
    boolean isDone() {
        return !stored.isUnderWay()
                && (wanted == runs() || nodes > 1)
                && copy.isEmpty()
                && isHealthy()
                && server().values().stream().noneMatch(SimulatedStream::isClosed)
                && accepted.entrySet().stream().allMatch(each -> isIn(server(), each.getValue(), each.getKey()));
    }
}
