package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.CopiedInventory;
import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.rendering.steps.ServerRound;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.StatefulSets;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Compares the streams of a service with their copies, on servers that are healthy: others do not list everything that they store. */
final class CopiedStreams {

    /** Somebody who writes does so within this time. */
    private static final Duration STILL = Duration.ofSeconds(1);

    private final ClusterView objects;
    private final NatsAccess access;
    private final ServerReports servers;
    private final Clock clock;

    CopiedStreams(ClusterView objects, NatsAccess access, ServerReports servers, Clock clock) {
        this.objects = objects;
        this.access = access;
        this.servers = servers;
        this.clock = clock;
    }

    /** One of several nodes is as good as another; but whoever else somebody has started beside a single one stores nothing of it. */
    private BothServers connect(Names names, boolean tls) {
        JetStreamApi service = access.connect(names, 0, tls);
        try {
            return new BothServers(service, access.connect(names.ofCopy(), tls), stream -> isNowhere(names, stream));
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    private boolean isNowhere(Names names, String stream) {
        int nodes = nodes(names);
        return servers.rounds(names, nodes, ServerGate.ROUNDS).stream()
                .allMatch(round -> isWhole(round, nodes)
                        && round.reports().stream()
                                .flatMap(report -> report.streams().stream())
                                .noneMatch(report -> report.name().equals(stream)));
    }

    /** A server that has just started reports no stream before it is healthy. */
    private static boolean isWhole(ServerRound round, int nodes) {
        return round.reports().size() == nodes
                && round.health().size() == nodes
                && round.health().stream().allMatch(ServerRound.NodeHealth::good);
    }

    private int nodes(Names names) {
        return StatefulSets.find(objects, names).map(Running::replicas).orElse(1);
    }

    private Optional<NextStep> unhealthy(String place, Names names) {
        int nodes = nodes(names);
        return IntStream.range(0, nodes)
                .filter(ordinal -> !servers.isHealthy(names, ordinal))
                .boxed()
                .findFirst()
                .flatMap(ordinal -> waiting(place, names.pod(ordinal) + " is not healthy yet"));
    }

    private Optional<NextStep> anyUnhealthy(String place, Names names) {
        return servers.isHealthy(names.ofCopy(), 0)
                ? unhealthy(place, names)
                : waiting(place, names.ofCopy().pod(0) + ", which holds the copy, is not healthy yet");
    }

    /** What comes next while the service has its disk; empty where every stream takes nothing, stands still and has an equal copy. */
    Optional<NextStep> copying(Names names, boolean tls) {
        Optional<NextStep> unhealthy = anyUnhealthy(CopyDecider.COPYING, names);
        if (unhealthy.isPresent()) {
            return unhealthy;
        }
        try (BothServers both = connect(names, tls)) {
            if (!both.service().version().equals(both.copy().version())) {
                return waiting(
                        CopyDecider.COPYING,
                        "the copy is made by NATS " + both.copy().version() + ", and the service runs "
                                + both.service().version());
            }
            Map<String, StoredStream> before = both.service().stored();
            standStill();
            return CopyDecider.copying(
                    before, both.service().stored(), both.copy().stored());
        }
    }

    /**
     * Why a disk that goes is waited for: nothing is copied from it any more, because the copy would be away for a moment.
     *
     * @param inventory what the complete copy listed
     * @return empty where it lists that, and the service nothing else
     */
    Optional<NextStep> going(Names names, boolean tls, String inventory) {
        Optional<NextStep> unhealthy = anyUnhealthy(CopyDecider.COPYING, names);
        if (unhealthy.isPresent()) {
            return unhealthy;
        }
        try (BothServers both = connect(names, tls)) {
            Map<String, StoredStream> copies = both.copy().stored();
            return other(CopyDecider.COPYING, inventory, copies)
                    .or(() -> CopyDecider.going(copies, both.service().stored()));
        }
    }

    /** What the second server lists. */
    String inventory(Names names, boolean tls) {
        try (JetStreamApi copy = access.connect(names.ofCopy(), tls)) {
            return CopiedInventory.of(copy.stored());
        }
    }

    /**
     * What comes next once the service has another disk.
     *
     * @param inventory what a complete copy lists; empty where none ever was
     * @return empty where every copy is restored
     */
    Optional<NextStep> restoring(Names names, boolean tls, String inventory) {
        Optional<NextStep> unhealthy = anyUnhealthy(CopyDecider.RESTORING, names);
        if (unhealthy.isPresent()) {
            return unhealthy;
        }
        try (BothServers both = connect(names, tls)) {
            Map<String, StoredStream> copies = both.copy().stored();
            return other(CopyDecider.RESTORING, inventory, copies)
                    .or(() -> older(both))
                    .or(() -> {
                        Map<String, StoredStream> before = both.service().stored();
                        standStill();
                        return CopyDecider.restoring(
                                copies, before, both.service().stored());
                    });
        }
    }

    /**
     * What was lost since everything was restored and compared, with the disk of one of several nodes.
     *
     * @param inventory what the complete copy listed
     * @return empty where the copy may go
     */
    Optional<NextStep> lost(Names names, boolean tls, String inventory) {
        Optional<NextStep> unhealthy = anyUnhealthy(CopyDecider.RESTORING, names);
        if (unhealthy.isPresent()) {
            return unhealthy;
        }
        try (BothServers both = connect(names, tls)) {
            Map<String, StoredStream> copies = both.copy().stored();
            return other(CopyDecider.RESTORING, inventory, copies).or(() -> {
                Map<String, StoredStream> before = both.service().stored();
                standStill();
                return both.lost(copies, before).or(() -> both.replaced(copies.values()));
            });
        }
    }

    private static Optional<NextStep> other(String place, String inventory, Map<String, StoredStream> copies) {
        String listed = CopiedInventory.of(copies);
        return inventory.isEmpty() || inventory.equals(listed)
                ? Optional.empty()
                : waiting(
                        place,
                        "the second server lists " + listed + ", and the complete copy had " + inventory
                                + ": nothing is removed before it lists the same. Where the data may go instead, give the copy up"
                                + " (docs/operations.md)");
    }

    private static Optional<NextStep> older(BothServers both) {
        return both.service().isAtLeast(both.copy().version())
                ? Optional.empty()
                : waiting(
                        CopyDecider.RESTORING,
                        "the copy is made by NATS " + both.copy().version() + ", and the service runs "
                                + both.service().version() + ", which may not read it: set a version that is as new");
    }

    /** What comes before the service goes on with the streams that it has; empty where each of them takes messages. */
    Optional<NextStep> opening(Names names, boolean tls) {
        Optional<NextStep> unhealthy = unhealthy(CopyDecider.OPENING, names);
        if (unhealthy.isPresent()) {
            return unhealthy;
        }
        try (JetStreamApi service = access.connect(names, 0, tls)) {
            return CopyDecider.opening(service.stored());
        }
    }

    /** What comes before the copy of what several nodes have goes; empty where each stream has as many copies as it is to have. */
    Optional<NextStep> replicating(Names names, boolean tls, int copies) {
        try (BothServers both = connect(names, tls)) {
            return CopyDecider.replicating(
                    both.copy().stored().keySet(), both.service().stored(), fitting(names, copies));
        }
    }

    /** With fewer nodes a majority of the copies is all of them. */
    private int fitting(Names names, int copies) {
        int nodes = nodes(names);
        return nodes < Running.FEWEST_IN_STEPS ? 1 : Math.min(copies, nodes);
    }

    /** Closes stream by stream until all are closed, or the time is over. */
    boolean close(Names names, boolean tls, GuardedChange.Turn turn) {
        try (BothServers both = connect(names, tls)) {
            return new CopyTurn(both, turn, clock).close();
        }
    }

    /**
     * Copies stream by stream until all are copied, or the time is over.
     *
     * @param recorded called once both servers are connected: another pod of the copy is none of these
     */
    boolean copy(Names names, boolean tls, GuardedChange.Turn turn, BooleanSupplier recorded) {
        try (BothServers both = connect(names, tls)) {
            return recorded.getAsBoolean() && new CopyTurn(both, turn, clock).copy();
        }
    }

    /**
     * Restores stream by stream until all are restored, or the time is over.
     *
     * @param recorded called once both servers are connected: another pod of the node is none of these
     */
    boolean restore(Names names, boolean tls, GuardedChange.Turn turn, BooleanSupplier recorded) {
        try (BothServers both = connect(names, tls)) {
            return recorded.getAsBoolean() && new CopyTurn(both, turn, clock).restore();
        }
    }

    /** The same of what several nodes have lost since everything was restored: what takes messages again stays as it is. */
    boolean restoreLost(Names names, boolean tls, GuardedChange.Turn turn, BooleanSupplier recorded) {
        try (BothServers both = connect(names, tls)) {
            return recorded.getAsBoolean() && new CopyTurn(both, turn, clock).restoreLost();
        }
    }

    /** Opens stream by stream, each with at least so many copies as far as there are nodes for them. */
    boolean open(Names names, boolean tls, int copies, GuardedChange.Turn turn) {
        int fitting = fitting(names, copies);
        try (JetStreamApi service = access.connect(names, 0, tls)) {
            return StreamOpening.open(service, fitting, turn);
        }
    }

    /** Gives each stream that was copied as many copies, as far as the servers have room for them. */
    boolean replicate(Names names, boolean tls, int copies, GuardedChange.Turn turn) {
        int fitting = fitting(names, copies);
        try (BothServers both = connect(names, tls)) {
            return StreamOpening.replicate(both, fitting, turn);
        }
    }

    /** Waits as long as whoever writes would need to be seen. */
    static void standStill() {
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(STILL.toMillis(), TimeUnit.MILLISECONDS))
                .join();
    }

    private static Optional<NextStep> waiting(String place, String what) {
        return Optional.of(new NextStep.Wait(place, what, false));
    }
}
