package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.change.OtherWriters;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision;
import dev.numaflow.isbsvc.rendering.change.SteppedChange;
import dev.numaflow.isbsvc.rendering.input.Warning;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.NotRepaired;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.rendering.volumes.StatefulSetRecord;
import dev.numaflow.isbsvc.runtime.isbsvc.Reconciled.Extent;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import dev.numaflow.isbsvc.runtime.status.StatusWriter.Result;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Reports the result of reconciling a service: facts in its status, Events for users. */
@Singleton
public class ServiceReport {

    private static final String NEW_CREDENTIALS =
            "all Secrets that held the credentials of clients were lost, and new credentials were made:"
                    + " restart the pods of vertices and of the daemon, which hold the old ones and cannot connect any more";

    private final StatusWriter status;
    private final EventRecorder recorder;
    private final KeptBuffers keptBuffers;
    private final Clock clock;

    @Inject
    public ServiceReport(StatusWriter status, EventRecorder recorder, KeptBuffers keptBuffers, Clock clock) {
        this.status = status;
        this.recorder = recorder;
        this.keptBuffers = keptBuffers;
        this.clock = clock;
    }

    /** The children were kept as rendered last, because the spec is refused now. */
    private void kept(LiveService service, ApplyResult deployed) {
        if (deployed instanceof ApplyResult.Complete complete) {
            updated(service, complete.changes());
        } else if (deployed instanceof ApplyResult.Failed failed) {
            recorder.record(service.tree(), new EventMessage(Reason.DEPLOY_FAILED, failed.message()));
        }
    }

    /** The spec is invalid: a running service is not disturbed by it. */
    Reconciled refused(LiveService service, boolean runs, Refusal refusal) {
        refusal.kept().deployed().ifPresent(kept -> kept(service, kept));
        // Errors of the controller's configuration are reported on its ConfigMap: no service is at fault.
        boolean handlesRequest = service.unreadConfig().isEmpty()
                && writeRefusal(service, runs, refusal).handlesRequest();
        String message = "refused, " + refusal.violations().size() + " violations, the first: "
                + refusal.violations().get(0);
        return keptAsItWas(message, refusal.kept(), handlesRequest);
    }

    /** The API server rejects what is rendered from the spec: a running service is not disturbed by it. */
    Reconciled rejected(LiveService service, boolean runs, ApplyResult.Failed failure, KeptChildren kept) {
        kept.deployed().ifPresent(deployed -> kept(service, deployed));
        Reconciled failed = failed(service, runs, runs ? failure.and(notRepaired(kept)) : failure);
        return keptAsItWas(failed.message(), kept, failed.handlesRequest());
    }

    private static Optional<String> notRepaired(KeptChildren kept) {
        return kept.notKept().map(NotRepaired::because);
    }

    private static Reconciled keptAsItWas(String refused, KeptChildren kept, boolean handlesRequest) {
        List<String> changes = kept.changes();
        String message = notRepaired(kept)
                .filter(why -> !refused.contains(why))
                .map(why -> refused + "; " + why)
                .orElse(refused);
        return changes.isEmpty()
                ? new Reconciled(message, Extent.NOTHING, false, handlesRequest)
                : new Reconciled(
                        message + "; kept as it was: " + String.join("; ", changes),
                        Extent.CHILDREN,
                        false,
                        handlesRequest);
    }

    private Report writeRefusal(LiveService service, boolean runs, Refusal refusal) {
        List<String> messages = new ArrayList<>();
        notRepaired(refusal.kept()).filter(why -> runs).ifPresent(messages::add);
        (runs ? refusal.held() : refusal.violations()).forEach(each -> messages.add(each.toString()));
        Facts facts = ReportedFacts.refused(
                service,
                runs,
                refusal.violations(),
                refusal.held(),
                refusal.kept().notKept());
        return write(service, facts, EventMessage.of(Reason.INVALID_SPEC, messages));
    }

    /** The user has paused the service: nothing but the status is written, not even an Event. */
    Reconciled paused(LiveService service, boolean runs) {
        return write(service, ReportedFacts.paused(service, runs), List.of()).withoutChanges("paused");
    }

    /** An obstacle that a retry does not remove. */
    Reconciled failed(LiveService service, boolean runs, ApplyResult.Failed failure) {
        Report report = write(
                service,
                ReportedFacts.failed(service, runs, failure),
                List.of(new EventMessage(Reason.DEPLOY_FAILED, failure.message())));
        return report.withoutChanges("failed, " + failure.reason() + ": " + failure.message());
    }

    /**
     * Every child is in its desired state, except for held changes.
     *
     * @param notLoaded why a service that could be left is not left yet; empty where there is no such reason
     */
    Reconciled complete(LiveService service, Plan plan, ApplyResult.Complete done, Optional<HeldChange> notLoaded) {
        List<String> changes = done.changes();
        List<HeldChange> held = new ArrayList<>(plan.held());
        held.addAll(done.notKept());
        notLoaded.ifPresent(held::add);
        if (plan.isReleased() && !done.notKept().isEmpty()) {
            held.add(ReleaseDecision.notKept(plan.effective(), done.notKept()));
        }
        held.addAll(OtherWriters.held(plan.effective(), done.children(), clock.instant()));
        if (plan.runs()) {
            updated(service, changes);
        }
        List<EventMessage> messages = messages(plan, held, done.warnings());
        keptBuffers.message(service, plan).ifPresent(messages::add);
        Report report = write(service, ReportedFacts.complete(service, plan, held), messages);
        return new Reconciled(
                message(held, changes),
                extent(plan, changes, report.written()),
                plan.decision().heldEncryption().isPresent(),
                report.handlesRequest(),
                isInSteps(plan, done),
                plan.decision().stepped().stream().anyMatch(SteppedChange::isOfTls));
    }

    private static boolean isInSteps(Plan plan, ApplyResult.Complete done) {
        return plan.running().stopsEvictions()
                || plan.decision().target().isPresent()
                || plan.decision().stepped().stream().anyMatch(SteppedChange::takesNodes)
                || done.children().stream().anyMatch(StatefulSetRecord::isOn);
    }

    /** Whether the status was written, and whether over one with an open request. */
    private record Report(boolean written, boolean handlesRequest) {
        Reconciled withoutChanges(String message) {
            return new Reconciled(message, Extent.NOTHING, false, handlesRequest);
        }
    }

    private Report write(LiveService service, Facts facts, List<EventMessage> messages) {
        AtomicBoolean handles = new AtomicBoolean();
        Result result = status.write(
                service.tree(),
                facts,
                messages,
                replaced -> handles.set(Reconciled.isRequested(LiveService.of(replaced, service.config()))));
        return new Report(result == Result.WRITTEN, handles.get());
    }

    /** Clients of a service that was deployed before hold credentials that are no longer valid. */
    void credentialsReplaced(LiveService service, Plan plan) {
        if (plan.storesData() || service.isDeployed()) {
            recorder.record(
                    service.tree(),
                    new EventMessage(Reason.CREDENTIALS_REPLACED, NEW_CREDENTIALS).happenedAt(clock.instant()));
        }
    }

    /** Our finalizer is gone. */
    void released(LiveService service) {
        recorder.record(
                service.tree(),
                new EventMessage(
                                Reason.RELEASED,
                                "the service is left to Numaflow's controller; no function writes it or its objects")
                        .happenedAt(clock.instant()));
    }

    private void updated(LiveService service, List<String> changes) {
        Instant now = clock.instant();
        EventMessage.of(Reason.UPDATED, changes)
                .forEach(message -> recorder.record(service.tree(), message.happenedAt(now)));
    }

    private static List<EventMessage> messages(Plan plan, List<HeldChange> held, List<Warning> more) {
        List<EventMessage> messages = new ArrayList<>();
        if (!plan.runs()) {
            messages.add(new EventMessage(Reason.DEPLOYED, "all objects are made; the servers start"));
        }
        messages.addAll(EventMessage.of(
                Reason.CHANGES_HELD, held.stream().map(HeldChange::toString).toList()));
        messages.addAll(EventMessage.of(
                        Reason.NOT_RECOMMENDED,
                        Stream.concat(plan.effective().warnings().stream(), more.stream())
                                .map(Warning::toString)
                                .toList())
                .stream()
                .map(EventMessage::onceAGeneration)
                .toList());
        return messages;
    }

    private static Extent extent(Plan plan, List<String> changes, boolean statusWritten) {
        if (changes.isEmpty()) {
            return statusWritten ? Extent.STATUS : Extent.NOTHING;
        }
        return plan.runs() ? Extent.CHILDREN : Extent.SERVERS;
    }

    private static String message(List<HeldChange> held, List<String> changes) {
        String done = changes.isEmpty() ? "nothing to write" : String.join("; ", changes);
        return held.isEmpty() ? done : done + "; held: " + held;
    }
}
