package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.status.FastPath;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.isbsvc.DeletionGate;
import java.util.Optional;

/** Finds services with a missed event: never reconciled, changed since, or to be deleted. */
final class ServiceCheck implements Check {

    private final DeletionGate deletions;

    ServiceCheck(DeletionGate deletions) {
        this.deletions = deletions;
    }

    @Override
    public Optional<MissedEvent> missed(ServiceSnapshot service) {
        if (service.service().metadataAndStatus().deleting()) {
            return deletions.callsForDeletion(service.service())
                    ? Optional.of(MissedEvent.resource(
                            EventType.RESOURCE_UPDATE, service.service().tree(), "its deletion is stuck"))
                    : Optional.empty();
        }
        if (service.service().metadataAndStatus().status().observedGenerationOrZero() == 0) {
            return Optional.of(MissedEvent.resource(
                    EventType.RESOURCE_ADD, service.service().tree(), "was never reconciled"));
        }
        return FastPath.nothingToDo(service.service().tree())
                ? Optional.empty()
                : Optional.of(MissedEvent.resource(
                        EventType.RESOURCE_UPDATE, service.service().tree(), "a change was not reconciled"));
    }
}
