package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.ownership.DeletionRefusal;
import dev.numaflow.isbsvc.rendering.status.Phase;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Decides whether a service with a deletion timestamp may be deleted: one rule for every function. */
@Singleton
public class DeletionGate {

    private final ClusterView objects;
    private final References references;
    private final DeletionBlockers blockers;

    @Inject
    public DeletionGate(ClusterView objects, References references, DeletionBlockers blockers) {
        this.objects = objects;
        this.references = references;
        this.blockers = blockers;
    }

    /**
     * Why the deletion is refused: a pause, the users of the service, or what it stores for former users; nothing where the namespace is
     * being deleted.
     */
    public Optional<DeletionRefusal> refusal(LiveService service) {
        Optional<DeletionRefusal> reason =
                service.paused() ? Optional.of(new DeletionRefusal("Paused", ReportedFacts.PAUSED)) : use(service);
        return reason.or(() -> copied(service))
                .or(() -> blockers.of(service))
                .filter(refused -> !namespaceGoes(service));
    }

    /** The Event that reports what is deleted with a service that may be deleted. */
    Optional<EventMessage> contents(LiveService service) {
        // One for each service, whatever it says: a later run would report it again, of servers that are gone by then.
        return blockers.contents(service)
                .map(contents -> new EventMessage(Reason.BUFFERS_REMOVED, contents).identifiedBy("with the service"));
    }

    /** Nobody can say what is unread, or retain it, before all of it is where it belongs, and as it was. */
    private Optional<DeletionRefusal> copied(LiveService service) {
        DataCopy copies = new DataCopy(objects);
        if (copies.isOnlyPlace(service)) {
            return Optional.of(new DeletionRefusal(
                    "NotRestored",
                    "what it stores is restored from its copy first, which an approved change has made, or the copy is"
                            + " given up (docs/operations.md)"));
        }
        return copies.isCopying(service.names())
                ? Optional.of(new DeletionRefusal(
                        "NotRestored", "an approved change has what it stores copied, and is taken back or ends first"))
                : Optional.empty();
    }

    private Optional<DeletionRefusal> use(LiveService service) {
        List<String> users = references.to(service);
        return users.isEmpty()
                ? Optional.empty()
                : Optional.of(new DeletionRefusal("InUse", "it is in use by " + String.join(", ", users)));
    }

    /** Whether it has a deletion timestamp and our finalizer, and nothing blocks the deletion. */
    public boolean mayGo(LiveService service) {
        return service.metadataAndStatus().deleting()
                && service.metadataAndStatus().hasFinalizer()
                && refusal(service).isEmpty();
    }

    /** Whether `deletion` has something to delete or to report. Once it has reported a blocker, it is not called again for the same one. */
    public boolean callsForDeletion(LiveService service) {
        ServiceStatus status = service.metadataAndStatus().status();
        return service.metadataAndStatus().deleting()
                && service.metadataAndStatus().hasFinalizer()
                && !refusal(service)
                        .filter(refusal -> Phase.DELETING.equals(status.phase()) && refusal.isIn(status))
                        .isPresent();
    }

    /** Whether the garbage collector is deleting the children now: whatever is created again would be deleted as well. */
    public boolean isCascading(LiveService service) {
        return ObjectMetas.hasFinalizer(service.tree(), Kinds.FOREGROUND_DELETION);
    }

    /** Whether the namespace is being deleted: nothing can be created in it any more, and nothing in it is kept. */
    public boolean namespaceGoes(LiveService service) {
        return objects.get(ObjectRef.ofNamespace(service.names().namespace()))
                .filter(ObjectMetas::isDeleting)
                .isPresent();
    }
}
