package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.StatusFold;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.service.ReportedFacts;
import java.util.Optional;

/**
 * Finds a status that says something else than a look today would write: the controller's configuration has changed, the reason for
 * which a change was held is gone, certificates came near their end.
 */
final class StatusCheck implements Check {

    @Override
    public Optional<Missed> missed(Case service) {
        ServiceStatus status = service.service().head().status();
        return StatusFold.fold(status, today(service), "").equals(status)
                ? Optional.empty()
                : Optional.of(Missed.reference(
                        EventType.REF_UPDATE, configMap(service), "the status says what is not so any more"));
    }

    private static Facts today(Case service) {
        boolean runs = service.statefulSet().isPresent();
        if (!service.wanted().isGood()) {
            return ReportedFacts.refused(
                    service.service(), runs, service.wanted().violations());
        }
        return service.plan().isGood()
                ? ReportedFacts.complete(service.service(), service.plan().value())
                : ReportedFacts.unknown(
                        service.service(), runs, service.plan().violations().get(0));
    }

    /** An event about the service itself would end at once: its spec was looked at. A child's wakes nobody but `update`. */
    private static ObjectRef configMap(Case service) {
        Names names = service.service().names();
        return new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), names.configMap());
    }
}
