package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import java.util.Optional;

/** Finds services between two guarded steps: the gate for the next one opens without any event. */
final class StepsCheck implements Check {

    @Override
    public Optional<MissedEvent> missed(ServiceSnapshot service) {
        return service.statefulSet()
                .filter(Running::areStepsUnderWay)
                .map(set -> MissedEvent.reference(EventType.REF_UPDATE, ObjectRef.of(set), "is in steps"));
    }
}
