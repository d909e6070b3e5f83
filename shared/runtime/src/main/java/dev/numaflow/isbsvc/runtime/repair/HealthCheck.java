package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import java.util.Optional;

/** Finds whether an event about the health of a service was missed: its status says something else than its pods. */
final class HealthCheck implements Check {

    private final ServiceHealth health;

    HealthCheck(ServiceHealth health) {
        this.health = health;
    }

    @Override
    public Optional<MissedEvent> missed(ServiceSnapshot service) {
        LiveService live = service.service();
        return !live.isDeployed()
                        || health.judge(live.head(), service.nodes()::reports).isWhatStandsIn(live.head())
                ? Optional.empty()
                : Optional.of(MissedEvent.reference(
                        EventType.REF_UPDATE,
                        ObjectRef.ofStatefulSet(live.names()),
                        "its pods are not as the status of the service says"));
    }
}
