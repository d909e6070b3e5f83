package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.ownership.DeletionRefusal;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceCleanup.Cleared;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Deletes a service: not while Pipelines refer to it or have left messages on it, and not before everything of its own is deleted. It needs
 * no readable spec, and only deletes: PendingDeletionReconciler keeps complete what may not be deleted yet, and the Lease keeps the two
 * apart.
 */
@Singleton
public class ServiceDeletion {

    private static final String WAITS = "the deletion waits: ";

    private final DeletionGate gate;
    private final ServiceLease leases;
    private final IsbServices services;
    private final ServiceCleanup cleanup;
    private final StatusWriter status;
    private final EventRecorder recorder;

    @Inject
    public ServiceDeletion(
            DeletionGate gate,
            ServiceLease leases,
            IsbServices services,
            ServiceCleanup cleanup,
            StatusWriter status,
            EventRecorder recorder) {
        this.recorder = recorder;
        this.gate = gate;
        this.leases = leases;
        this.services = services;
        this.cleanup = cleanup;
        this.status = status;
    }

    public Outcome reconcile(LiveService service) {
        if (!isAsked(service)) {
            return new Outcome.Ignored("nobody asked us to let the service go");
        }
        if (gate.namespaceGoes(service)) {
            // Nothing can be created there any more, not even a Lease.
            return outcome(service, cleanup.clearWithNamespace(service));
        }
        Optional<DeletionRefusal> refusal = gate.refusal(service);
        if (refusal.isPresent()) {
            return wait(service, refusal.get());
        }
        try (ServiceLease.Held lease = leases.take(service.tree())) {
            return services.again(service)
                    .filter(ServiceDeletion::isAsked)
                    .map(live -> letGo(live, lease))
                    .orElseGet(() -> new Outcome.Ignored("the service is gone meanwhile"));
        }
    }

    private static boolean isAsked(LiveService service) {
        return service.metadataAndStatus().deleting()
                && service.metadataAndStatus().hasFinalizer();
    }

    private Outcome letGo(LiveService service, ServiceLease.Held lease) {
        // Before anything is deleted, because afterwards no server can be queried; and before the last decision, which
        // it would delay.
        Optional<EventMessage> contents = gate.contents(service);
        Optional<DeletionRefusal> refusal = gate.refusal(service);
        if (refusal.isPresent()) {
            return wait(service, refusal.get());
        }
        Runnable record = () -> contents.ifPresent(removed -> recorder.record(service.tree(), removed));
        return outcome(service, cleanup.clear(service, lease, record));
    }

    private Outcome outcome(LiveService service, Cleared cleared) {
        return cleared.obstacle()
                .map(obstacle -> wait(service, new DeletionRefusal("Rejected", obstacle)))
                .orElseGet(() -> new Outcome.Reply("removed " + cleared.removed(), EventType.DELETED, service.ref()));
    }

    private Outcome wait(LiveService service, DeletionRefusal refusal) {
        String message = WAITS + refusal.message();
        status.write(
                service.tree(),
                new Facts(
                        service.metadataAndStatus().generation(),
                        true,
                        List.of(new Fact.Deleting(message, refusal.reason(), refusal.record()))),
                List.of(new EventMessage(Reason.DELETION_REFUSED, message).identifiedBy(WAITS + refusal.identity())));
        return new Outcome.Done(message);
    }
}
