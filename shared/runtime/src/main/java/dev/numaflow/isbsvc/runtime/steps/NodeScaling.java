package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.rendering.steps.PeerId;
import dev.numaflow.isbsvc.rendering.steps.ScaleDecider;
import dev.numaflow.isbsvc.rendering.steps.ScaleReports;
import dev.numaflow.isbsvc.rendering.steps.ScaleServers;
import dev.numaflow.isbsvc.rendering.steps.ScaleState;
import dev.numaflow.isbsvc.rendering.steps.ScaleStep;
import dev.numaflow.isbsvc.rendering.steps.ServerRound;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.PersistentVolumeClaims;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.nats.ClusterApi;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Adds nodes to a service, or takes them away one by one, each once nothing has a copy on it. */
@Singleton
public class NodeScaling implements GuardedChange {

    private final ClusterWriter cluster;
    private final Planning planning;
    private final ServerReports reports;
    private final NatsAccess access;

    @Inject
    public NodeScaling(ClusterWriter cluster, Planning planning, ServerReports reports, NatsAccess access) {
        this.cluster = cluster;
        this.planning = planning;
        this.reports = reports;
        this.access = access;
    }

    /** Nodes are to come or go, or one that was stopped still counts: then no other kind of change can go on. */
    @Override
    public Optional<Due> next(LiveService service) {
        return look(service)
                .filter(Parsed::isGood)
                .map(Parsed::value)
                .filter(look -> look.state().scales() || countsStopped(look))
                .flatMap(this::due);
    }

    /** The end of it, once no other kind of change is due. Nodes without a disk are waited for by their roll, which asks for more. */
    GuardedChange last() {
        return service ->
                planning.statefulSet(service).filter(Running::rollsNodeByNode).isPresent()
                        ? Optional.empty()
                        : look(service)
                                .flatMap(look -> look.isGood() ? due(look.value()) : Optional.of(unplanned(look)));
    }

    private static Due unplanned(Parsed<Look> look) {
        return Due.waiting(
                new NextStep.Wait("no step is taken", look.violations().get(0).toString(), true));
    }

    /** What is live, and the plan for it. */
    private record Look(Names names, JsonNode statefulSet, Plan plan, ScaleState state) {

        private boolean hasTls() {
            return plan.effective().spec().tlsEnabled();
        }
    }

    private Optional<Parsed<Look>> look(LiveService service) {
        return planning.statefulSet(service)
                .filter(set -> Running.replicas(set) >= Running.FEWEST_IN_STEPS)
                .map(set -> planning.plan(service, Optional.of(set)).map(plan -> look(service.names(), set, plan)));
    }

    private Look look(Names names, JsonNode statefulSet, Plan plan) {
        int desired = plan.running()
                .nodes()
                .map(Running.NodeCount::desired)
                .orElse(plan.effective().spec().replicasOrDefault());
        ScaleState state = ScaleState.of(
                statefulSet,
                cluster.list(ObjectKind.POD, names.namespace(), Labels.selector(names)),
                new PersistentVolumeClaims(cluster).all(names),
                desired);
        return new Look(names, statefulSet, plan, state);
    }

    private boolean countsStopped(Look look) {
        int nodes = look.state().replicas();
        ServerRound round = new ServerRound(List.of(), reports.of(look.names(), nodes));
        return !new ScaleReports(look.names().statefulSet(), List.of(round))
                .members()
                .tailSet(nodes)
                .isEmpty();
    }

    private Optional<Due> due(Look look) {
        return ScaleDecider.next(look.state(), nodes -> ask(look.names(), nodes))
                .map(step -> step instanceof ScaleStep act ? new Due(act, () -> act(look, act)) : Due.waiting(step));
    }

    private ScaleServers ask(Names names, int nodes) {
        return new ScaleReports(names.statefulSet(), reports.rounds(names, nodes, ServerGate.ROUNDS));
    }

    private boolean act(Look look, ScaleStep step) {
        if (step instanceof ScaleStep.Resize resize) {
            return cluster.replace(Running.withReplicas(look.statefulSet(), resize.replicas()))
                    instanceof WriteResult.Done;
        }
        if (step instanceof ScaleStep.DeleteClaims claims) {
            return delete(look.names(), claims.ordinals());
        }
        if (step instanceof ScaleStep.LowerCopies lower) {
            return lower(look, lower);
        }
        return ask(look, step);
    }

    private boolean ask(Look look, ScaleStep step) {
        try (ClusterApi api = access.connectToCluster(look.names(), look.hasTls())) {
            if (step instanceof ScaleStep.Evacuate evacuate) {
                api.evacuate(evacuate.node());
            } else if (step instanceof ScaleStep.MoveLeader move) {
                api.lead(move.node());
            } else if (step instanceof ScaleStep.RemovePeer remove) {
                api.remove(PeerId.of(remove.node()));
            }
            return true;
        }
    }

    /** Exactly those that were read: a claim that was made anew meanwhile stays. */
    private boolean delete(Names names, List<Integer> ordinals) {
        boolean areDeleted = true;
        for (JsonNode claim : new PersistentVolumeClaims(cluster).of(names)) {
            Optional<Integer> ordinal =
                    ScaleState.ordinal(names.statefulSet(), ObjectRef.of(claim).name());
            if (ordinal.filter(ordinals::contains).isPresent()) {
                WriteResult written = cluster.delete(claim);
                areDeleted &= written instanceof WriteResult.Done || written instanceof WriteResult.NotFound;
            }
        }
        return areDeleted;
    }

    private boolean lower(Look look, ScaleStep.LowerCopies step) {
        try (JetStreamApi api = access.connect(look.names(), look.hasTls())) {
            Optional<JsonNode> stream = api.stream(step.stream());
            if (stream.isEmpty()) {
                return true;
            }
            ObjectNode config = (ObjectNode) stream.get().path("config").deepCopy();
            CreateResult result = api.updateStream(config.put("num_replicas", step.copies()));
            if (result instanceof CreateResult.Refused refused) {
                throw new NatsUnavailable(
                        "stream " + step.stream() + " does not get " + step.copies() + " copies: " + refused.error());
            }
            return true;
        }
    }
}
