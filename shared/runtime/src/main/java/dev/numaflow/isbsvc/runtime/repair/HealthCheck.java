package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.service.LiveService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Finds whether an event about the health of a service was missed: its status says something else than its pods. */
@Singleton
class HealthCheck {

    private final ServiceHealth health;

    @Inject
    HealthCheck(ServiceHealth health) {
        this.health = health;
    }

    Optional<Missed> missed(LiveService service) {
        boolean deployed = service.head()
                .status()
                .condition(ConditionType.DEPLOYED)
                .filter(Condition::isTrue)
                .isPresent();
        if (!deployed || health.judge(service.head()).isWhatStandsIn(service.head())) {
            return Optional.empty();
        }
        ObjectRef statefulSet = new ObjectRef(
                ObjectKind.STATEFUL_SET,
                service.names().namespace(),
                service.names().statefulSet());
        return Optional.of(Missed.reference(
                EventType.REF_UPDATE, statefulSet, "its pods are not as the status of the service says"));
    }
}
