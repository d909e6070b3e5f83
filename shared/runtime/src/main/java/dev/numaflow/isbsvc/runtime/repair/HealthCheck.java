package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import java.util.Optional;

/** Finds whether an event about the health of a service was missed: its status says something else than its pods. */
final class HealthCheck implements Check {

    private final ServiceHealth health;

    HealthCheck(ServiceHealth health) {
        this.health = health;
    }

    @Override
    public Optional<Missed> missed(Case service) {
        InterStepBufferService head = service.service().head();
        boolean deployed = head.status()
                .condition(ConditionType.DEPLOYED)
                .filter(Condition::isTrue)
                .isPresent();
        if (!deployed || health.judge(head, service.nodes()::reports).isWhatStandsIn(head)) {
            return Optional.empty();
        }
        ObjectRef statefulSet = new ObjectRef(
                ObjectKind.STATEFUL_SET, head.names().namespace(), head.names().statefulSet());
        return Optional.of(Missed.reference(
                EventType.REF_UPDATE, statefulSet, "its pods are not as the status of the service says"));
    }
}
