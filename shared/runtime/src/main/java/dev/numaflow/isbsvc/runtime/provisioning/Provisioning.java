package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.isbsvc.DeletionGate;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Brings the buffers of one service to what its living Pipelines ask for. A service that is not ready waits for the event that makes
 * it ready.
 */
@Singleton
class Provisioning {

    private final DeletionGate deletions;
    private final ServiceBuffers buffers;
    private final BufferEvents messages;
    private final EventRecorder recorder;

    @Inject
    Provisioning(DeletionGate deletions, ServiceBuffers buffers, BufferEvents messages, EventRecorder recorder) {
        this.recorder = recorder;
        this.deletions = deletions;
        this.buffers = buffers;
        this.messages = messages;
    }

    /** Where there may be nothing to do: that is found out first. */
    Outcome provision(LiveService service) {
        return isolated(service, buffers::complete);
    }

    /** For a service that has just begun to serve: mostly it has no buffer yet. */
    Outcome provisionNew(LiveService service) {
        return isolated(service, buffers::completeNew);
    }

    /** An Error while reconciling concerns this service alone: it is reported on the service, and the event is delivered again. */
    private Outcome isolated(LiveService service, Function<LiveService, ServiceBuffers.Completion> completing) {
        try {
            return reconcile(service, completing);
        } catch (Error error) {
            throw recorded(service, error);
        } catch (IllegalStateException failure) {
            throw failure.getCause() instanceof Error error ? recorded(service, error) : failure;
        }
    }

    private IllegalStateException recorded(LiveService service, Error error) {
        String kind = error.getClass().getSimpleName();
        IllegalStateException failure =
                new IllegalStateException(service.names() + " cannot be reconciled: " + kind, error);
        try {
            recorder.record(
                    service.tree(),
                    new EventMessage(
                            Reason.BUFFERS_FAILED,
                            "reconciling the buffers of this service ended with " + kind
                                    + "; they stay as they are, it is tried again, and other services go on"));
        } catch (RuntimeException | Error unrecorded) {
            // Why no Event could be written matters less than the bug itself.
            failure.addSuppressed(unrecorded);
        }
        return failure;
    }

    private Outcome reconcile(LiveService service, Function<LiveService, ServiceBuffers.Completion> completing) {
        if (service.metadataAndStatus().deleting()
                && !service.metadataAndStatus().hasFinalizer()) {
            return new Outcome.Done(service.names() + " is let go");
        }
        if (deletions.mayGo(service)) {
            // Its last Pipeline may just have gone. As long as one exists, it is served.
            return deletionRequested(service, "nobody holds it up any more");
        }
        Outcome outcome = serve(service, completing);
        // The blockers may just have changed.
        return deletions.callsForDeletion(service) ? deletionRequested(service, outcome.message()) : outcome;
    }

    private Outcome serve(LiveService service, Function<LiveService, ServiceBuffers.Completion> completing) {
        if (service.paused()) {
            // Ending the pause leads here again: `update` replies that everything is to be reconciled.
            return new Outcome.Done(service.names() + " is paused: its buffers are left as they are");
        }
        ServiceBuffers.Completion completion = Readiness.waitsFor(
                        service.metadataAndStatus().status())
                .or(() -> buffers.waitsForSteps(service))
                .<ServiceBuffers.Completion>map(ServiceBuffers.Waiting::new)
                .orElseGet(() -> completing.apply(service));
        if (completion instanceof ServiceBuffers.Waiting waiting) {
            return new Outcome.Done(service.names() + " waits for " + waiting.what());
        }
        return outcome((ServiceBuffers.Result) completion);
    }

    private static Outcome deletionRequested(LiveService service, String why) {
        return new Outcome.Reply(
                service.names() + " is being deleted: " + why, EventType.DELETION_REQUESTED, service.ref());
    }

    private Outcome outcome(ServiceBuffers.Result result) {
        ReadyService ready = result.ready();
        messages.record(result);
        List<String> refusals = result.done().refusals();
        refusals.forEach(
                refusal -> recorder.record(ready.service().tree(), new EventMessage(Reason.BUFFERS_FAILED, refusal)));
        result.done().throwFirstPassing();
        Summary summary = result.summary();
        String message = ready.names() + ": " + summary
                + refusals.stream().map(refusal -> "; " + refusal).collect(Collectors.joining());
        return summary.changed()
                ? new Outcome.Reply(
                        message, EventType.BUFFERS_PROVISIONED, ready.service().ref())
                : new Outcome.Done(message);
    }
}
