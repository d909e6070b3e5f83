package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings a service to its desired state from any state: new, partly created, drifted, changed. Whatever event triggers it, it reads live
 * objects only, so that it may crash after any call and be run again (invariants 1 and 8).
 */
@Singleton
public class ServiceReconciler {

    private final Planning planning;
    private final SerialRollout rollout;
    private final Finalizers finalizers;
    private final Deployment deployment;
    private final ServiceReport report;
    private final ReconciledChildren children;
    private final ServiceRelease release;

    @Inject
    public ServiceReconciler(
            Planning planning,
            SerialRollout rollout,
            Finalizers finalizers,
            Deployment deployment,
            ServiceReport report,
            ReconciledChildren children,
            ServiceRelease release) {
        this.planning = planning;
        this.rollout = rollout;
        this.finalizers = finalizers;
        this.deployment = deployment;
        this.report = report;
        this.children = children;
        this.release = release;
    }

    public Reconciled reconcile(LiveService service) {
        children.begin(service.names());
        Optional<JsonNode> statefulSet = planning.statefulSet(service);
        boolean runs = statefulSet.isPresent();
        if (service.paused()) {
            return report.paused(service, runs);
        }
        Parsed<ValidService> desired = service.desired();
        if (!desired.isGood()) {
            return keep(service, statefulSet, desired.violations());
        }
        return reconcile(service, Children.of(desired.value()), statefulSet);
    }

    private Reconciled reconcile(LiveService service, Children desired, Optional<JsonNode> statefulSet) {
        Parsed<Plan> plan = planning.plan(
                service, desired, statefulSet.map(set -> deployment.withoutForeignDefaults(desired, set)));
        return plan.isGood()
                        && plan.value().decision().takesTurn()
                        && !service.metadataAndStatus().deleting()
                ? rollout.take(service, () -> begin(service, again(service, desired)))
                : begin(service, plan);
    }

    /** The spec is refused: the children are kept as rendered last, as far as that is recorded. */
    private Reconciled keep(LiveService service, Optional<JsonNode> before, List<Violation> violations) {
        KeptChildren kept = asRenderedLast(service);
        Optional<JsonNode> statefulSet = before.or(() -> planning.statefulSet(service));
        List<HeldChange> held = new ArrayList<>(planning.refused(service, statefulSet, violations));
        if (service.isReleaseAsked()) {
            held.add(ReleaseDecision.refused(service.uid()));
        }
        return report.refused(service, statefulSet.isPresent(), new Refusal(violations, held, kept));
    }

    /** The API server rejects what is rendered: the same. A StatefulSet that was lost meanwhile runs again then. */
    private Reconciled keep(LiveService service, Plan plan, ApplyResult.Failed refusal) {
        KeptChildren kept = asRenderedLast(service);
        boolean runs = plan.runs()
                || (kept.deployed().isPresent() && planning.statefulSet(service).isPresent());
        return report.rejected(service, runs, refusal, kept);
    }

    private KeptChildren asRenderedLast(LiveService service) {
        LastRendering last = planning.renderedLast(service);
        return last.plan()
                .map(plan -> KeptChildren.of(
                        deploy(service, plan),
                        Optional.of(ReportedFacts.FALSE_MARK).filter(mark -> planning.isNewest(service))))
                .orElseGet(() -> KeptChildren.not(last.notKept()));
    }

    private Parsed<Plan> again(LiveService service, Children desired) {
        return planning.plan(service, desired, planning.statefulSet(service));
    }

    private Reconciled begin(LiveService service, Parsed<Plan> plan) {
        if (!plan.isGood()) {
            boolean runs = planning.statefulSet(service).isPresent();
            return report.failed(
                    service, runs, ApplyResult.Failed.unknown(plan.violations().get(0)));
        }
        return begin(service, plan.value());
    }

    private Reconciled begin(LiveService service, Plan plan) {
        return finalizers
                .add(service.tree())
                .map(kept -> carryOut(service.withTree(kept), service, plan))
                .orElseGet(() -> Reconciled.nothing("the service goes away meanwhile"));
    }

    private ApplyResult deploy(LiveService service, Plan plan) {
        return deployment.carryOut(
                plan, service.guard().request(plan.release()), () -> report.credentialsReplaced(service, plan));
    }

    /** @param planned the same as it was read when it was planned */
    private Reconciled carryOut(LiveService service, LiveService planned, Plan plan) {
        if (plan.isReleased() && release.isUnderWay(service)) {
            return leave(service, planned, plan, ApplyResult.Complete.WITHOUT_CHANGES);
        }
        ApplyResult deployed = deploy(service, plan);
        if (deployed instanceof ApplyResult.Failed failed) {
            return failed.isRejection() ? keep(service, plan, failed) : report.failed(service, plan.runs(), failed);
        }
        if (deployed instanceof ApplyResult.Complete complete) {
            return complete(service, planned, plan, complete);
        }
        return planning.isNewest(service)
                ? report.failed(service, plan.runs(), ApplyResult.Failed.falselyMarked())
                : Reconciled.nothing("a newer generation is being applied, or the service is gone");
    }

    /** Everything is written. A service that its user wants to leave is left, unless something is not kept, or not loaded yet. */
    private Reconciled complete(LiveService service, LiveService planned, Plan plan, ApplyResult.Complete complete) {
        boolean isReady = plan.isReleased() && complete.notKept().isEmpty();
        Optional<HeldChange> notLoaded = isReady ? release.notLoaded(service, plan.effective()) : Optional.empty();
        if (isReady && notLoaded.isEmpty()) {
            return leave(service, planned, plan, complete);
        }
        Reconciled reconciled = report.complete(service, plan, complete, notLoaded);
        if (plan.held().isEmpty()
                && notLoaded.isEmpty()
                && complete.notKept().isEmpty()
                && !reconciled.inSteps()
                && !reconciled.switchesTls()) {
            children.remember(service.names(), complete.children());
        }
        return reconciled;
    }

    /** Everything is as the spec asks. The finalizer goes after the status: until then, each event has all of this done again. */
    private Reconciled leave(LiveService service, LiveService planned, Plan plan, ApplyResult.Complete complete) {
        release.unmark(service, plan.release().flatMap(ReleaseDecision::approval));
        Reconciled reconciled = report.complete(service, plan, complete, Optional.empty());
        release.letGo(planned);
        report.released(service);
        return reconciled;
    }
}
