package dev.numaflow.isbsvc.runtime.tlsswitch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.SteppedChange;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.RollState;
import dev.numaflow.isbsvc.rendering.tls.TlsDecider;
import dev.numaflow.isbsvc.rendering.tls.TlsState;
import dev.numaflow.isbsvc.rendering.tls.TlsStep;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled;
import dev.numaflow.isbsvc.runtime.nats.ClientConnections;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerInfo;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Has the servers of a service use TLS as its spec asks, one step for each event. How far it is, follows from live objects and servers, so a
 * run may end anywhere (invariants 7 and 8).
 */
@Singleton
public class TlsSwitch {

    private static final String CHANGING = "how the servers use TLS is being changed: ";
    private static final String REFUSED = CHANGING + "it waits for a spec that is not refused";
    private static final String ABSENT =
            CHANGING + "the server Secret or the StatefulSet is absent, and is made again first";
    private static final String NOT_WRITTEN =
            CHANGING + "the step was not written, because somebody else wrote meanwhile";

    private static final String LOADS = CHANGING + "the servers load it, which takes a minute or two";

    /** Clients of Numaflow try again each few seconds; a container that was killed is started again within this time at first. */
    private static final Duration RECONNECTING = Duration.ofMinutes(2);

    private final ClusterWriter cluster;
    private final Planning planning;
    private final ServiceLease leases;
    private final TlsWrites writes;
    private final TlsReport report;
    private final ServerInfo info;
    private final Monitoring monitoring;
    private final ClientConnections connections;
    private final Clock clock;
    private final Duration reconnecting;

    @Inject
    public TlsSwitch(
            ClusterWriter cluster,
            Planning planning,
            ServiceLease leases,
            TlsWrites writes,
            TlsReport report,
            ServerInfo info,
            Monitoring monitoring,
            ClientConnections connections,
            Clock clock) {
        this(cluster, planning, leases, writes, report, info, monitoring, connections, clock, RECONNECTING);
    }

    /** @param reconnecting how long a client that was connected to a server may take to come back */
    public TlsSwitch(
            ClusterWriter cluster,
            Planning planning,
            ServiceLease leases,
            TlsWrites writes,
            TlsReport report,
            ServerInfo info,
            Monitoring monitoring,
            ClientConnections connections,
            Clock clock,
            Duration reconnecting) {
        this.cluster = cluster;
        this.planning = planning;
        this.leases = leases;
        this.writes = writes;
        this.report = report;
        this.info = info;
        this.monitoring = monitoring;
        this.connections = connections;
        this.clock = clock;
        this.reconnecting = reconnecting;
    }

    /** Whether a step may be due for a service that was just reconciled: the change is asked for or under way, and nobody stops it. */
    public static boolean isDue(LiveService service, Reconciled reconciled) {
        boolean mayWrite =
                !service.isLeftAlone() && !service.metadataAndStatus().deleting();
        return mayWrite && (reconciled.switchesTls() || isReported(service));
    }

    private static boolean isReported(LiveService service) {
        return service.metadataAndStatus()
                .status()
                .condition(ConditionType.TLS_SWITCHING)
                .isPresent();
    }

    /**
     * Goes on with a change that is asked for or under way.
     *
     * @return what it waits for that no event will report; empty where there is no such thing
     */
    public Optional<String> reconcile(LiveService service, Reconciled reconciled) {
        return isDue(service, reconciled) ? next(service) : Optional.empty();
    }

    private Optional<String> next(LiveService service) {
        Optional<Look> look = look(service);
        if (look.isEmpty()) {
            report.going(service, service.desired().isGood() ? ABSENT : REFUSED);
            return Optional.empty();
        }
        if (!look.get().isUnderWay()) {
            report.ended(service);
            return Optional.empty();
        }
        TlsStep step = look.get().next();
        if (step instanceof TlsStep.Wait wait) {
            report.going(service, wait.message());
            return Optional.of(wait.message()).filter(message -> !wait.isForPeople());
        }
        if (step instanceof TlsStep.Finish) {
            report.done(service, look.get().state().target() == TlsMode.REQUIRED);
            return Optional.empty();
        }
        return underLease(service);
    }

    /** Take it, check again, act (invariant 13). @return what it waits for that no event will report */
    private Optional<String> underLease(LiveService service) {
        try (ServiceLease.Held lease = leases.take(service.tree())) {
            Optional<Look> look = look(service).filter(Look::isUnderWay);
            Optional<TlsStep> step = look.map(Look::next);
            lease.check();
            return step.flatMap(next -> act(service, look.get(), next));
        }
    }

    private Optional<String> act(LiveService service, Look look, TlsStep step) {
        if (step instanceof TlsStep.Load load) {
            return written(service, writes.load(look.server(), load.served()), () -> report.going(service, LOADS))
                    .or(() -> Optional.of(LOADS));
        }
        if (step instanceof TlsStep.Move move) {
            // Before the write: whoever goes on after a death finds that it is under way.
            report.going(service, move.message());
            TlsWrites.Result result = writes.move(service, look.statefulSet(), look.plan(), move.mode());
            return written(service, result, () -> report.taken(service, move.message()));
        }
        return Optional.empty();
    }

    private Optional<String> written(LiveService service, TlsWrites.Result result, Runnable done) {
        if (result.isWritten()) {
            done.run();
            return Optional.empty();
        }
        // Somebody has to do something first, which no event is kept for.
        result.refused().ifPresent(why -> report.going(service, CHANGING + why));
        return result.refused().isPresent() ? Optional.empty() : Optional.of(NOT_WRITTEN);
    }

    /** What is live. */
    private record Look(
            JsonNode statefulSet,
            JsonNode server,
            Plan plan,
            boolean isHeld,
            TlsState state,
            TlsDecider.Servers servers) {

        /** A change that has not begun may be held for a reason of its own. */
        boolean isUnderWay() {
            return !isHeld || !state.mode().isSettled();
        }

        TlsStep next() {
            return TlsDecider.next(state, servers);
        }
    }

    /** Nothing where the spec is refused, or an object is absent. */
    private Optional<Look> look(LiveService service) {
        Names names = service.names();
        Parsed<ValidService> desired = service.desired();
        Optional<JsonNode> server =
                cluster.get(new ObjectRef(ObjectKind.SECRET, names.namespace(), names.serverSecret()));
        Optional<JsonNode> set = planning.statefulSet(service);
        if (!desired.isGood() || server.isEmpty() || set.isEmpty()) {
            return Optional.empty();
        }
        Parsed<Plan> plan = planning.plan(service, set);
        return plan.isGood()
                ? Optional.of(look(service, desired.value(), server.get(), set.get(), plan.value()))
                : Optional.empty();
    }

    private Look look(LiveService service, ValidService desired, JsonNode server, JsonNode set, Plan plan) {
        TlsMode mode = plan.effective().tls();
        boolean isHeld =
                mode != desired.tls() && plan.decision().stepped().stream().noneMatch(SteppedChange::isOfTls);
        RollState roll = RollState.of(
                set, cluster.list(ObjectKind.POD, service.names().namespace(), Labels.selector(service.names())));
        TlsState state = new TlsState(
                mode,
                desired.tls(),
                AuthConf.servesTls(SecretData.text(server, Keys.AUTH)),
                service.metadataAndStatus().status().tellsTls(),
                plan.running().keptPods().map(any -> "a change of the pods is held, and goes first"),
                busy(service, plan),
                LoadableCertificates.obstacle(server, clock.instant()),
                roll.unfinished());
        return new Look(
                set,
                server,
                plan,
                isHeld,
                state,
                new TlsServers(
                        info,
                        monitoring,
                        connections,
                        service.names(),
                        Running.replicas(set),
                        SecretData.bytes(server, Keys.CA_CERT),
                        reconnecting));
    }

    private static Optional<String> busy(LiveService service, Plan plan) {
        boolean steps = service.metadataAndStatus()
                        .status()
                        .condition(ConditionType.STEPS_PENDING)
                        .isPresent()
                || plan.decision().target().isPresent()
                || plan.running().stopsEvictions()
                || plan.decision().stepped().stream().anyMatch(SteppedChange::takesNodes);
        return steps ? Optional.of("another change is carried out in steps, and ends first") : Optional.empty();
    }
}
