package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.StatusFold;
import dev.numaflow.isbsvc.runtime.child.ChildCheck;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.isbsvc.LastRendering;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.isbsvc.ReportedFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds a status that differs from what a reconcile today would write: the controller's configuration has changed, the reason for a
 * held change is gone, certificates are close to expiry.
 */
final class StatusCheck implements Check {

    private final Planning planning;
    private final ChildCheck children;

    StatusCheck(ClusterView objects, Planning planning) {
        this.planning = planning;
        this.children = new ChildCheck(objects);
    }

    @Override
    public Optional<MissedEvent> missed(ServiceSnapshot service) {
        return StatusFold.says(service.service().metadataAndStatus().status(), today(service))
                ? Optional.empty()
                : Optional.of(
                        MissedEvent.reference(EventType.REF_UPDATE, configMap(service), "the status is out of date"));
    }

    private Facts today(ServiceSnapshot service) {
        boolean runs = service.statefulSet().isPresent();
        if (service.service().paused()) {
            return ReportedFacts.paused(service.service(), runs);
        }
        if (!service.wanted().isGood()) {
            List<Violation> violations = service.wanted().violations();
            List<HeldChange> held = planning.refused(service.service(), service.statefulSet(), violations);
            return ReportedFacts.refused(service.service(), runs, violations, held, notKept(service));
        }
        return service.plan().isGood()
                ? planned(service, runs, service.plan().value())
                : ReportedFacts.unknown(
                        service.service(), runs, service.plan().violations().get(0));
    }

    private Optional<String> notKept(ServiceSnapshot service) {
        LastRendering last = planning.renderedLast(service.service());
        return last.whyNotKept()
                .or(() -> last.plan().filter(this::isFalselyMarked).map(plan -> ReportedFacts.FALSE_MARK));
    }

    /** A child that is marked as newer than the service is not written, so `update` would find the same at every tick. */
    private boolean isFalselyMarked(Plan plan) {
        return plan.children().stream().anyMatch(children::isNewer);
    }

    private Facts planned(ServiceSnapshot service, boolean runs, Plan plan) {
        return isFalselyMarked(plan) ? ReportedFacts.falselyMarked(service.service(), runs) : complete(service, plan);
    }

    private Facts complete(ServiceSnapshot service, Plan plan) {
        List<HeldChange> held = new ArrayList<>(plan.held());
        plan.children().forEach(child -> children.notKept(child)
                .map(lost -> HeldChange.notKept(plan.effective(), child, lost))
                .ifPresent(held::add));
        return ReportedFacts.complete(service.service(), plan, held);
    }

    /** An event about the service itself would end at once: its spec was already reconciled. A child's calls nothing but `update`. */
    private static ObjectRef configMap(ServiceSnapshot service) {
        Names names = service.service().names();
        return new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), names.configMap());
    }
}
