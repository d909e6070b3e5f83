package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.ClientSecret;
import dev.numaflow.isbsvc.rendering.children.KeySecret;
import dev.numaflow.isbsvc.rendering.children.ServerSecret;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
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
import dev.numaflow.isbsvc.runtime.secrets.SecretMetadata;
import dev.numaflow.isbsvc.runtime.service.DeletionJudge;
import dev.numaflow.isbsvc.runtime.service.LiveService;
import dev.numaflow.isbsvc.runtime.service.Plan;
import dev.numaflow.isbsvc.runtime.service.Planning;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds which event about a service or its children was missed: at most one, the one from which all else follows. */
@Singleton
class ServiceCheck {

    private final Cluster cluster;
    private final Planning planning;
    private final ChildCheck children;
    private final DeletionJudge deletions;

    @Inject
    ServiceCheck(Cluster cluster, Planning planning, DeletionJudge deletions) {
        this.cluster = cluster;
        this.planning = planning;
        this.deletions = deletions;
        this.children = new ChildCheck(cluster);
    }

    Optional<Missed> missed(LiveService service) {
        ServiceStatus status = service.head().status();
        if (service.head().deleting() && !service.head().hasFinalizer()) {
            return Optional.empty();
        }
        if (service.head().deleting()) {
            return missedOfDeletion(service);
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

    /** One whose deletion is refused is to be complete, but for the time of a cascade. */
    private Optional<Missed> missedOfDeletion(LiveService service) {
        if (deletions.callsForDeletion(service)) {
            return Optional.of(Missed.resource(EventType.RESOURCE_UPDATE, service.tree(), "its deletion is stuck"));
        }
        return deletions.isCascading(service) ? Optional.empty() : missedChild(service);
    }

    private Optional<Missed> missedChild(LiveService service) {
        Parsed<ValidService> wanted = ServiceRules.check(service.tree(), service.config());
        if (!wanted.isGood()) {
            return Optional.empty();
        }
        Parsed<Plan> plan = planning.plan(service, wanted.value(), planning.statefulSet(service));
        return plan.isGood()
                ? missingSecret(plan.value().effective())
                        .or(() -> changedChild(plan.value()))
                        .or(() -> needlessBudget(service, plan.value()))
                : Optional.empty();
    }

    private Optional<Missed> missingSecret(ValidService service) {
        return Stream.of(KeySecret.metadata(service), ServerSecret.metadata(service), ClientSecret.metadata(service))
                .filter(wanted -> cluster.get(secret(wanted))
                        .filter(live -> SecretMetadata.isWhole(wanted, live))
                        .isEmpty())
                .map(wanted -> Missed.reference(
                        EventType.REF_DELETE, secret(wanted), "is missing, or lost its labels or its owner"))
                .findFirst();
    }

    private static ObjectRef secret(ObjectMeta wanted) {
        return new ObjectRef(ObjectKind.SECRET, wanted.getNamespace(), wanted.getName());
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
