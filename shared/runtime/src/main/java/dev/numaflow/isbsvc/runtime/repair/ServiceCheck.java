package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.status.FastPath;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.child.ChildCheck;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.service.LiveService;
import dev.numaflow.isbsvc.runtime.service.Plan;
import dev.numaflow.isbsvc.runtime.service.Planning;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds which event about a service or its children was missed: at most one, the one from which all else follows. */
@Singleton
class ServiceCheck {

    private static final String DELETING = "Deleting";

    private final Cluster cluster;
    private final Planning planning;
    private final ChildCheck children;

    @Inject
    ServiceCheck(Cluster cluster, Planning planning) {
        this.cluster = cluster;
        this.planning = planning;
        this.children = new ChildCheck(cluster);
    }

    Optional<Missed> missed(LiveService service, LivePipelines pipelines) {
        ServiceStatus status = service.head().status();
        if (service.head().deleting() && !service.head().hasFinalizer()) {
            return Optional.empty();
        }
        if (service.head().deleting()) {
            boolean waitsForItsUsers = DELETING.equals(status.phase())
                    && !pipelines
                            .of(service.names(), service.config().instance())
                            .isEmpty();
            return waitsForItsUsers
                    ? Optional.empty()
                    : Optional.of(Missed.resource(EventType.RESOURCE_UPDATE, service.tree(), "its deletion is stuck"));
        }
        if (status.observedGenerationOrZero() == 0) {
            return Optional.of(Missed.resource(EventType.RESOURCE_ADD, service.tree(), "was never looked at"));
        }
        if (!FastPath.nothingToDo(service.tree())) {
            return Optional.of(
                    Missed.resource(EventType.RESOURCE_UPDATE, service.tree(), "a change was not looked at"));
        }
        return missedChild(service);
    }

    private Optional<Missed> missedChild(LiveService service) {
        Parsed<ValidService> wanted = ServiceRules.check(service.tree(), service.config());
        if (!wanted.isGood()) {
            return Optional.empty();
        }
        Parsed<Plan> plan = planning.plan(service, wanted.value(), planning.statefulSet(service));
        return plan.isGood()
                ? missingSecret(service.names())
                        .or(() -> changedChild(plan.value()))
                        .or(() -> needlessBudget(service, plan.value()))
                : Optional.empty();
    }

    private Optional<Missed> missingSecret(Names names) {
        return Stream.of(names.keySecret(), names.serverSecret(), names.clientSecret())
                .map(name -> new ObjectRef(ObjectKind.SECRET, names.namespace(), name))
                .filter(ref -> cluster.get(ref).isEmpty())
                .map(ref -> Missed.reference(EventType.REF_DELETE, ref, "is missing"))
                .findFirst();
    }

    private Optional<Missed> changedChild(Plan plan) {
        return Children.render(plan.effective(), plan.running()).stream()
                .filter(child -> !children.isInPlace(child))
                .map(this::missedAbout)
                .findFirst();
    }

    private Optional<Missed> needlessBudget(LiveService service, Plan plan) {
        ObjectRef ours = new ObjectRef(
                ObjectKind.POD_DISRUPTION_BUDGET,
                service.names().namespace(),
                service.names().podDisruptionBudget());
        return Optional.of(ours)
                .filter(ref -> plan.running().userHasBudget())
                .flatMap(cluster::get)
                .filter(budget -> Trees.isControlledBy(budget, service.uid()))
                .map(budget -> Missed.reference(EventType.REF_UPDATE, ours, "stands beside the user's"));
    }

    private Missed missedAbout(HasMetadata child) {
        JsonNode tree = Trees.of(child);
        ObjectRef ref = ObjectRef.of(tree);
        return cluster.get(ref).isPresent()
                ? Missed.reference(EventType.REF_UPDATE, ref, "is not as it should be")
                : Missed.reference(EventType.REF_DELETE, ref, "is missing");
    }
}
