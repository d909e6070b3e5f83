package dev.numaflow.isbsvc.runtime.service;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import dev.numaflow.isbsvc.rendering.validation.Warning;
import dev.numaflow.isbsvc.runtime.service.Reconciled.Extent;
import dev.numaflow.isbsvc.runtime.status.Announcer;
import dev.numaflow.isbsvc.runtime.status.Notice;
import dev.numaflow.isbsvc.runtime.status.Reason;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import dev.numaflow.isbsvc.runtime.status.StatusWriter.Result;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Tells what reconciling a service led to: facts for its status, notices for people. */
@Singleton
public class ServiceReport {

    private final StatusWriter status;
    private final Announcer announcer;

    @Inject
    public ServiceReport(StatusWriter status, Announcer announcer) {
        this.status = status;
        this.announcer = announcer;
    }

    /** The spec cannot be built: a service that runs is not disturbed by it. */
    Reconciled refused(LiveService service, boolean runs, List<Violation> violations) {
        List<Notice> notices = Notice.of(
                Reason.INVALID_SPEC,
                violations.stream().map(Violation::toString).toList());
        status.write(service.tree(), ReportedFacts.refused(service, runs, violations), notices);
        return Reconciled.nothing("refused, " + violations.size() + " violations, the first: " + violations.get(0));
    }

    /** Something stands in the way that trying again will not remove. */
    Reconciled failed(LiveService service, boolean runs, Deployed.Failed failure) {
        status.write(
                service.tree(),
                ReportedFacts.failed(service, runs, failure),
                List.of(new Notice(Reason.DEPLOY_FAILED, failure.message())));
        return Reconciled.nothing("failed, " + failure.reason() + ": " + failure.message());
    }

    /** Everything is there as it should be, but for what is held. */
    Reconciled complete(LiveService service, Plan plan, List<String> changes) {
        if (plan.runs() && !changes.isEmpty()) {
            Notice.of(Reason.UPDATED, changes).forEach(notice -> announcer.tell(service.tree(), notice));
        }
        boolean written =
                status.write(service.tree(), ReportedFacts.complete(service, plan), notices(plan)) == Result.WRITTEN;
        return new Reconciled(
                said(plan, changes),
                extent(plan, changes, written),
                plan.heldEncryption().isPresent());
    }

    private static List<Notice> notices(Plan plan) {
        List<Notice> notices = new ArrayList<>();
        if (!plan.runs()) {
            notices.add(new Notice(Reason.DEPLOYED, "all objects are made; the servers start"));
        }
        notices.addAll(Notice.of(
                Reason.CHANGES_HELD,
                plan.held().stream().map(HeldChange::toString).toList()));
        notices.addAll(Notice.of(
                Reason.INADVISABLE,
                plan.effective().warnings().stream().map(Warning::toString).toList()));
        return notices;
    }

    private static Extent extent(Plan plan, List<String> changes, boolean statusWritten) {
        if (changes.isEmpty()) {
            return statusWritten ? Extent.STATUS : Extent.NOTHING;
        }
        return plan.runs() ? Extent.CHILDREN : Extent.SERVERS;
    }

    private static String said(Plan plan, List<String> changes) {
        String done = changes.isEmpty() ? "nothing to write" : String.join("; ", changes);
        return plan.held().isEmpty() ? done : done + "; held: " + plan.held();
    }
}
