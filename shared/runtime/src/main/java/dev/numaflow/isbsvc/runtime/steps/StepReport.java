package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Reports guarded steps: the pending one in the status, each that is taken as an Event. */
@Singleton
public class StepReport {

    private final StatusWriter status;
    private final EventRecorder recorder;
    private final Clock clock;

    @Inject
    public StepReport(StatusWriter status, EventRecorder recorder, Clock clock) {
        this.status = status;
        this.recorder = recorder;
        this.clock = clock;
    }

    /** A step was taken. */
    void taken(LiveService service, String message) {
        recorder.record(service.tree(), new EventMessage(Reason.STEP_TAKEN, message).happenedAt(clock.instant()));
    }

    /** The change is complete. */
    void finished(LiveService service, String message) {
        recorder.record(service.tree(), new EventMessage(Reason.STEPS_FINISHED, message).happenedAt(clock.instant()));
    }

    /** Writes what the steps wait for, or have just done, into the status. */
    void record(LiveService service, NextStep step) {
        if (step instanceof NextStep.Wait wait) {
            // An Event for each step that has to wait, however the numbers change.
            write(
                    service,
                    new Fact.InSteps(wait.message()),
                    wait.isReported()
                            ? List.of()
                            : List.of(new EventMessage(Reason.STEP_WAITS, wait.message())
                                    .identifiedBy(wait.place())
                                    .onceAGeneration()));
        } else if (step instanceof NextStep.Act act) {
            write(service, new Fact.InSteps(act.message()), List.of());
        } else {
            ended(service);
        }
    }

    /** No step is pending any more. */
    void ended(LiveService service) {
        write(service, new Fact.OutOfSteps(), List.of());
    }

    private void write(LiveService service, Fact fact, List<EventMessage> messages) {
        status.write(
                service.tree(), new Facts(service.metadataAndStatus().generation(), true, List.of(fact)), messages);
    }
}
