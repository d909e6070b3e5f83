package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.status.FastPath;
import dev.numaflow.isbsvc.runtime.event.EventType;
import java.util.Optional;

/** Finds services of which an event was missed: never looked at, changed since, or to be deleted. */
final class ServiceCheck implements Check {

    private static final String DELETING = "Deleting";

    @Override
    public Optional<Missed> missed(Case service) {
        if (service.service().head().deleting()) {
            return waitsForItsUsers(service)
                    ? Optional.empty()
                    : Optional.of(Missed.resource(
                            EventType.RESOURCE_UPDATE, service.service().tree(), "its deletion is stuck"));
        }
        if (service.service().head().status().observedGenerationOrZero() == 0) {
            return Optional.of(
                    Missed.resource(EventType.RESOURCE_ADD, service.service().tree(), "was never looked at"));
        }
        return FastPath.nothingToDo(service.service().tree())
                ? Optional.empty()
                : Optional.of(Missed.resource(
                        EventType.RESOURCE_UPDATE, service.service().tree(), "a change was not looked at"));
    }

    private static boolean waitsForItsUsers(Case service) {
        return DELETING.equals(service.service().head().status().phase()) && service.isInUse();
    }
}
