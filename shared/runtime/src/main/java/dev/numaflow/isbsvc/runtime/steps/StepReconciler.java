package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.rendering.steps.RollDecider;
import dev.numaflow.isbsvc.rendering.steps.RollState;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.PodDisruptionBudgets;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Takes at most one step of a roll of nodes whose disks go with their pods: look, ask the gate, act. What is done follows from live
 * objects and servers alone, so a run may end anywhere, and the next event goes on (invariants 1 and 8). The act is done under the
 * Lease, after everything was read again (invariant 13).
 */
@Singleton
public class StepReconciler {

    private final ClusterWriter cluster;
    private final ServiceLease leases;
    private final StepGate gate;
    private final StepReport report;

    @Inject
    public StepReconciler(ClusterWriter cluster, ServiceLease leases, StepGate gate, StepReport report) {
        this.cluster = cluster;
        this.leases = leases;
        this.gate = gate;
        this.report = report;
    }

    /**
     * Goes on with the steps of a service that was just reconciled.
     *
     * @return what the steps wait for that no event will report; empty where there is no such thing
     */
    public Optional<String> reconcile(LiveService service, Reconciled reconciled) {
        boolean pending = service.metadataAndStatus()
                .status()
                .condition(ConditionType.STEPS_PENDING)
                .isPresent();
        if (service.paused() || service.metadataAndStatus().deleting() || !(pending || reconciled.inSteps())) {
            return Optional.empty();
        }
        Optional<Look> look = look(service);
        Optional<NextStep> next = look.map(seen -> next(service.names(), seen));
        Optional<NextStep> taken =
                next.filter(step -> !(step instanceof NextStep.Wait)).isPresent() ? underLease(service) : next;
        taken.ifPresentOrElse(step -> report.record(service, step), () -> report.ended(service));
        return taken.filter(NextStep.Wait.class::isInstance)
                .map(NextStep.Wait.class::cast)
                .filter(wait -> !wait.isReported())
                .map(NextStep.Wait::message);
    }

    /** What is live. */
    private record Look(JsonNode statefulSet, RollState roll) {}

    /** Nothing where no nodes are replaced in steps. */
    private Optional<Look> look(LiveService service) {
        Names names = service.names();
        return cluster.get(ObjectRef.ofStatefulSet(names))
                .filter(set -> ObjectMetas.isControlledBy(set, service.uid()))
                .filter(Running::canStep)
                .map(set -> new Look(
                        set,
                        RollState.of(
                                set,
                                cluster.list(
                                        ObjectKind.POD,
                                        names.namespace(),
                                        Labels.SERVICE_NAME + "=" + names.isbsvcName()))));
    }

    private NextStep next(Names names, Look look) {
        return RollDecider.next(look.roll(), out -> gate.of(names, look.statefulSet(), look.roll(), out));
    }

    /** Take it, check again, act. */
    private Optional<NextStep> underLease(LiveService service) {
        try (ServiceLease.Held lease = leases.take(service.tree())) {
            Optional<Look> look = look(service);
            Optional<NextStep> next = look.map(seen -> next(service.names(), seen));
            lease.check();
            next.filter(NextStep.Lower.class::isInstance)
                    .map(NextStep.Lower.class::cast)
                    .ifPresent(step -> lower(service, look.orElseThrow().statefulSet(), step));
            next.filter(NextStep.Finish.class::isInstance).ifPresent(step -> finish(service));
            return next;
        }
    }

    /** Only onto what the decision was made from: whoever changed it meanwhile causes an event. */
    private void lower(LiveService service, JsonNode statefulSet, NextStep.Lower step) {
        ObjectNode lowered = statefulSet.deepCopy();
        lowered.withObject("/spec/updateStrategy/rollingUpdate").put("partition", step.partition());
        if (cluster.replace(lowered) instanceof WriteResult.Done) {
            report.taken(service, step.message());
        }
    }

    /** Evictions are allowed as before; where the user's budget stands in place of ours, there is nothing to do. */
    private void finish(LiveService service) {
        ObjectRef ref = new ObjectRef(
                ObjectKind.POD_DISRUPTION_BUDGET,
                service.names().namespace(),
                service.names().podDisruptionBudget());
        cluster.get(ref)
                .filter(budget -> ObjectMetas.isControlledBy(budget, service.uid()))
                .filter(PodDisruptionBudgets::stopsEvictions)
                .ifPresent(budget -> {
                    ObjectNode restored = budget.deepCopy();
                    restored.withObject("/spec").put("maxUnavailable", 1);
                    cluster.replace(restored);
                });
        report.finished(service);
    }
}
