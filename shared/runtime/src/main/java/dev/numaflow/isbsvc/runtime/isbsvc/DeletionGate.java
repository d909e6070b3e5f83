package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.ownership.DeletionBlocker;
import dev.numaflow.isbsvc.rendering.status.Phase;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.Reason;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Judges a service whose deletion was asked for: whether it may go. One rule for all who meet such a service. */
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
     * Why the deletion is refused: a pause, who uses the service, or what it stores of those who used it; nothing where the namespace
     * goes and takes all.
     */
    public Optional<String> refusal(LiveService service) {
        Optional<String> reason = service.paused() ? Optional.of(ReportedFacts.PAUSED) : use(service);
        return reason.or(() -> blockers.of(service)).filter(refused -> !namespaceGoes(service));
    }

    /** What a person is to know of what goes with a service that may go. */
    Optional<EventMessage> contents(LiveService service) {
        // Named after the object that goes, or whoever dies on the way tells it again, of servers that are gone by
        // then.
        return blockers.contents(service).map(contents -> new EventMessage(Reason.BUFFERS_REMOVED, contents)
                .identifiedBy("with the service")
                .begunAt(service.tree().at("/metadata/resourceVersion").asText()));
    }

    private Optional<String> use(LiveService service) {
        List<String> users = references.to(service);
        return users.isEmpty() ? Optional.empty() : Optional.of("it is in use by " + String.join(", ", users));
    }

    /** Whether it is to go, and nothing keeps it. */
    public boolean mayGo(LiveService service) {
        return service.head().deleting()
                && service.head().hasFinalizer()
                && refusal(service).isEmpty();
    }

    /** Whether `deletion` has something to remove, or to tell. Once it has told who holds it up it is not woken again for them. */
    public boolean callsForDeletion(LiveService service) {
        ServiceStatus status = service.head().status();
        return service.head().deleting()
                && service.head().hasFinalizer()
                && !refusal(service)
                        .map(DeletionGate::message)
                        .filter(message -> Phase.DELETING.equals(status.phase())
                                && identity(message).equals(identity(status.message())))
                        .isPresent();
    }

    /** The message without what changes as long as anybody reads or writes a buffer: nobody is to be woken for each of them. */
    static String identity(String message) {
        return message == null ? "" : DeletionBlocker.withoutCounts(message);
    }

    /** Whether the collector is removing the children just now: whatever is made anew would be removed as well. */
    public boolean isCascading(LiveService service) {
        return ObjectMetas.hasFinalizer(service.tree(), Kinds.FOREGROUND_DELETION);
    }

    /** Whether the whole namespace goes: nothing can be made in it any more, and nothing in it is to be kept. */
    public boolean namespaceGoes(LiveService service) {
        return objects.get(ObjectRef.ofNamespace(service.names().namespace()))
                .filter(ObjectMetas::isDeleting)
                .isPresent();
    }

    /** What the status says of a deletion that waits. */
    static String message(String reason) {
        return "the deletion waits: " + reason;
    }
}
