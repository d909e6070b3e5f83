package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import java.util.Optional;

/** Finds whether an event about the health of a service was missed: its status does not match its pods. */
final class HealthCheck {

    private final ServiceHealth health;

    HealthCheck(ServiceHealth health) {
        this.health = health;
    }

    public Optional<MissedEvent> missed(ServiceSnapshot service) {
        LiveService live = service.service();
        return !live.isDeployed()
                        || health.evaluate(live.metadataAndStatus(), service.nodes()::reports)
                                .isRecordedIn(live.metadataAndStatus())
                ? Optional.empty()
                : Optional.of(MissedEvent.reference(
                        EventType.REF_UPDATE,
                        ObjectRef.ofStatefulSet(live.names()),
                        "the status of the service does not match its pods"));
    }
}
