package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Takes at most one step of a change that is carried out in steps: look, ask the gate, act. What is done follows from live objects and
 * servers alone, so a run may end anywhere, and the next event goes on (invariants 1 and 8). The act is done under the Lease, after
 * everything was read again (invariant 13).
 */
@Singleton
public class StepReconciler {

    private static final String NOT_WRITTEN = "the step could not be written, because somebody else wrote meanwhile";

    private final GuardedChanges changes;
    private final ServiceLease leases;
    private final Evictions evictions;
    private final StepReport report;

    @Inject
    public StepReconciler(GuardedChanges changes, ServiceLease leases, Evictions evictions, StepReport report) {
        this.changes = changes;
        this.leases = leases;
        this.evictions = evictions;
        this.report = report;
    }

    /** Whether the steps of a service that was just reconciled go on: they are under way or begin with it, and nobody stops them. */
    public static boolean areDue(LiveService service, Reconciled reconciled) {
        boolean pending = service.metadataAndStatus()
                .status()
                .condition(ConditionType.STEPS_PENDING)
                .isPresent();
        return !service.paused() && !service.metadataAndStatus().deleting() && (pending || reconciled.inSteps());
    }

    /**
     * What came of it.
     *
     * @param awaited what the steps wait for that no event will report; empty where there is no such thing
     * @param isMigrated whether a change of encryption has just ended
     */
    public record Result(Optional<String> awaited, boolean isMigrated) {

        private static Result of(Optional<String> awaited) {
            return new Result(awaited, false);
        }
    }

    /** Goes on with the steps of a service that was just reconciled. */
    public Result reconcile(LiveService service, Reconciled reconciled) {
        if (!areDue(service, reconciled)) {
            return Result.of(Optional.empty());
        }
        Optional<NextStep> next = changes.next(service).map(GuardedChange.Due::step);
        return next.filter(step -> !(step instanceof NextStep.Wait)).isPresent()
                ? take(service)
                : Result.of(reported(service, next));
    }

    private Optional<String> reported(LiveService service, Optional<NextStep> next) {
        next.ifPresentOrElse(step -> report.record(service, step), () -> report.ended(service));
        return next.filter(NextStep.Wait.class::isInstance)
                .map(NextStep.Wait.class::cast)
                .filter(wait -> !wait.isReported())
                .map(NextStep.Wait::message);
    }

    /** What is to be done after another look, under the Lease, and whether that is written. */
    private record Taken(Optional<NextStep> step, boolean isWritten, boolean migrates) {}

    private Result take(LiveService service) {
        Taken taken = underLease(service);
        return taken.isWritten()
                ? new Result(reported(service, taken.step()), taken.migrates())
                : Result.of(Optional.of(NOT_WRITTEN));
    }

    /** Take it, check again, act. */
    private Taken underLease(LiveService service) {
        try (ServiceLease.Held lease = leases.take(service.tree())) {
            Optional<GuardedChange.Due> due = changes.next(service);
            lease.check();
            return new Taken(
                    due.map(GuardedChange.Due::step),
                    due.map(step -> act(service, step)).orElse(true),
                    due.filter(GuardedChange.Due::migrates).isPresent());
        }
    }

    private boolean act(LiveService service, GuardedChange.Due due) {
        boolean isDone = due.act().getAsBoolean();
        if (isDone && due.step() instanceof NextStep.Act step && step.isRecorded()) {
            report.taken(service, step.message());
        }
        if (isDone && due.step() instanceof NextStep.Finish finish) {
            evictions.allow(service);
            report.finished(service, finish.message());
        }
        return isDone;
    }
}
