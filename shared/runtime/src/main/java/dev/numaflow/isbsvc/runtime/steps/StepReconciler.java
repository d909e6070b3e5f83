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

    private static final String NOT_WRITTEN = "the step could not be written, because somebody else wrote meanwhile";

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
        Optional<NextStep> next = look(service).map(seen -> next(service.names(), seen));
        return next.filter(step -> !(step instanceof NextStep.Wait)).isPresent()
                ? take(service)
                : reported(service, next);
    }

    private Optional<String> reported(LiveService service, Optional<NextStep> next) {
        next.ifPresentOrElse(step -> report.record(service, step), () -> report.ended(service));
        return next.filter(NextStep.Wait.class::isInstance)
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

    /** What is to be done after another look, under the Lease, and whether that is written. */
    private record Act(Optional<NextStep> step, boolean isWritten) {}

    private Optional<String> take(LiveService service) {
        Act act = underLease(service);
        return act.isWritten() ? reported(service, act.step()) : Optional.of(NOT_WRITTEN);
    }

    /** Take it, check again, act. */
    private Act underLease(LiveService service) {
        try (ServiceLease.Held lease = leases.take(service.tree())) {
            Optional<Look> look = look(service);
            Optional<NextStep> next = look.map(seen -> next(service.names(), seen));
            lease.check();
            return new Act(
                    next,
                    next.map(step -> write(service, look.orElseThrow().statefulSet(), step))
                            .orElse(true));
        }
    }

    private boolean write(LiveService service, JsonNode statefulSet, NextStep step) {
        if (step instanceof NextStep.Lower lower) {
            return lower(service, statefulSet, lower);
        }
        if (step instanceof NextStep.Raise raise) {
            return writePartition(statefulSet, raise.partition());
        }
        return !(step instanceof NextStep.Finish) || finish(service);
    }

    private boolean lower(LiveService service, JsonNode statefulSet, NextStep.Lower step) {
        boolean isLowered = writePartition(statefulSet, step.partition());
        if (isLowered) {
            report.taken(service, step.message());
        }
        return isLowered;
    }

    /** Only onto what the decision was made from: whoever changed it meanwhile is looked at first. */
    private boolean writePartition(JsonNode statefulSet, int partition) {
        return cluster.replace(Running.withPartition(statefulSet, partition)) instanceof WriteResult.Done;
    }

    /** Evictions are allowed as before. Where the user has a budget, the next reconcile removes ours, which an event about it causes. */
    private boolean finish(LiveService service) {
        ObjectRef ref = new ObjectRef(
                ObjectKind.POD_DISRUPTION_BUDGET,
                service.names().namespace(),
                service.names().podDisruptionBudget());
        boolean areAllowed = cluster.get(ref)
                .filter(budget -> ObjectMetas.isControlledBy(budget, service.uid()))
                .filter(PodDisruptionBudgets::stopsEvictions)
                .map(this::allowsEvictions)
                .orElse(true);
        if (areAllowed) {
            report.finished(service);
        }
        return areAllowed;
    }

    /** The disruption controller writes the status of a budget at any time. */
    private boolean allowsEvictions(JsonNode budget) {
        ObjectNode restored = budget.deepCopy();
        restored.withObject("/spec").put("maxUnavailable", 1);
        return cluster.replace(restored) instanceof WriteResult.Done;
    }
}
