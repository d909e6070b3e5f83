package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.child.ChildCheck;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import dev.numaflow.isbsvc.runtime.isbsvc.PodDisruptionBudgets;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** Finds children that are missing, drifted, or replaced by an object of the user's. */
final class ChildrenCheck implements Check {

    private final ClusterView objects;
    private final ChildCheck children;

    ChildrenCheck(ClusterView objects) {
        this.objects = objects;
        this.children = new ChildCheck(objects);
    }

    @Override
    public Optional<MissedEvent> missed(ServiceSnapshot service) {
        return changed(service).or(() -> needlessBudget(service));
    }

    private Optional<MissedEvent> changed(ServiceSnapshot service) {
        Plan plan = service.plan().value();
        // A deletion counts as a new generation: that alone is no reason to write the children of a service whose
        // deletion is refused.
        boolean marksCount = !service.service().metadataAndStatus().deleting();
        return plan.children().stream()
                .filter(child -> !children.isInPlace(child, marksCount))
                .findFirst()
                .map(this::missedAbout);
    }

    private MissedEvent missedAbout(HasMetadata child) {
        ObjectRef ref = ObjectRef.of(ObjectMetas.of(child));
        return objects.get(ref).isPresent()
                ? MissedEvent.reference(EventType.REF_UPDATE, ref, "is not as it should be")
                : MissedEvent.reference(EventType.REF_DELETE, ref, "is missing");
    }

    private Optional<MissedEvent> needlessBudget(ServiceSnapshot service) {
        Names names = service.service().names();
        return Optional.of(
                        new ObjectRef(ObjectKind.POD_DISRUPTION_BUDGET, names.namespace(), names.podDisruptionBudget()))
                .filter(ref -> service.plan().value().running().userHasBudget())
                .filter(ref -> objects.get(ref)
                        .filter(budget -> PodDisruptionBudgets.isOurs(
                                budget, service.plan().value().effective()))
                        .isPresent())
                .map(ref -> MissedEvent.reference(EventType.REF_UPDATE, ref, "stands beside the user's"));
    }
}
