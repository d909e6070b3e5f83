package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.isbsvc.DataCopy;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
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

    private final ClusterView objects;
    private final GuardedChanges changes;
    private final ServiceLease leases;
    private final Evictions evictions;
    private final StepReport report;

    @Inject
    public StepReconciler(
            ClusterView objects, GuardedChanges changes, ServiceLease leases, Evictions evictions, StepReport report) {
        this.objects = objects;
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

    /** Whether the steps of a service that is to be deleted go on: what it stores is in a copy alone, or is being copied. */
    public static boolean areRestoring(LiveService service, ClusterView objects) {
        DataCopy copies = new DataCopy(objects);
        return service.metadataAndStatus().deleting()
                && service.metadataAndStatus().hasFinalizer()
                && !service.paused()
                && (copies.isOnlyPlace(service) || copies.isCopying(service.names()));
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
        return areDue(service, reconciled) ? next(service) : Result.of(Optional.empty());
    }

    /** Restores what a service stores that is to be deleted. @return what that waits for, and no event will report */
    public Optional<String> restore(LiveService service) {
        return areRestoring(service, objects) ? next(service).awaited() : Optional.empty();
    }

    private Result next(LiveService service) {
        Optional<NextStep> next = changes.next(service).map(GuardedChange.Due::step);
        return next.filter(step -> !(step instanceof NextStep.Wait)).isPresent()
                ? take(service)
                : Result.of(reported(service, next));
    }

    private Optional<String> reported(LiveService service, Optional<NextStep> next) {
        next.ifPresentOrElse(step -> report.record(service, step), () -> report.ended(service));
        return next.flatMap(StepReconciler::awaited);
    }

    private static Optional<String> awaited(NextStep next) {
        if (next instanceof NextStep.Act act) {
            return Optional.of(act.message()).filter(any -> !act.isReported());
        }
        return next instanceof NextStep.Wait wait && !wait.isReported()
                ? Optional.of(wait.message())
                : Optional.empty();
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
                    due.map(step -> act(service, step, turn(service, lease))).orElse(true),
                    due.filter(GuardedChange.Due::migrates).isPresent());
        }
    }

    private GuardedChange.Turn turn(LiveService service, ServiceLease.Held lease) {
        return new GuardedChange.Turn() {
            @Override
            public void renew() {
                lease.check();
            }

            @Override
            public void isAt(NextStep.Act step) {
                report.record(service, step);
            }

            @Override
            public void waits(NextStep.Wait why) {
                report.record(service, why);
            }
        };
    }

    private boolean act(LiveService service, GuardedChange.Due due, GuardedChange.Turn turn) {
        boolean isDone = taken(service, due, turn);
        if (isDone && due.step() instanceof NextStep.Act step && step.isRecorded()) {
            report.taken(service, step.message());
        }
        if (isDone && due.step() instanceof NextStep.Finish finish) {
            evictions.allow(service);
            report.finished(service, finish.message());
        }
        return isDone;
    }

    /** One that only servers report the end of may fail each time: the status says why. */
    private boolean taken(LiveService service, GuardedChange.Due due, GuardedChange.Turn turn) {
        try {
            return due.act().take(turn);
        } catch (NatsUnavailable failed) {
            if (due.step() instanceof NextStep.Act step && !step.isReported()) {
                report.record(service, new NextStep.Wait(step.message(), failed.getMessage(), false));
            }
            throw failed;
        }
    }
}
