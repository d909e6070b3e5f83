package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Keeps the children of a service whose deletion is refused: its users still run, but a foreground cascade deletes its children. It creates
 * them again after the cascade, and under the Lease, because the last user may go meanwhile: nothing is created for a service that may be
 * deleted (invariant 13).
 */
@Singleton
public class PendingDeletionReconciler {

    private final DeletionGate gate;
    private final ServiceLease leases;
    private final ClusterView objects;
    private final ServiceReconciler reconciler;

    @Inject
    public PendingDeletionReconciler(
            DeletionGate gate, ServiceLease leases, ClusterView objects, ServiceReconciler reconciler) {
        this.gate = gate;
        this.leases = leases;
        this.objects = objects;
        this.reconciler = reconciler;
    }

    /** Reconciles a service with a deletion timestamp, and calls `deletion` where that has something to do. */
    public Outcome reconcile(LiveService service) {
        if (!service.metadataAndStatus().hasFinalizer()) {
            return new Outcome.Ignored("the service goes, and nothing of ours holds it");
        }
        if (gate.callsForDeletion(service)) {
            return new Outcome.Reply("the service is to be deleted", EventType.DELETION_REQUESTED, service.ref());
        }
        if (service.paused()) {
            // Without the Lease, which would be a write; only the status is written.
            return reconciler.reconcile(service).asUpdate(service, false);
        }
        if (gate.isCascading(service)) {
            return new Outcome.Done(
                    "waits until the cascade has removed the children: before, it would remove new ones as well");
        }
        try (ServiceLease.Held lease = leases.take(service.tree())) {
            return service.again(objects)
                    .map(live -> keep(live, lease))
                    .orElseGet(() -> new Outcome.Ignored("the service is gone meanwhile"));
        }
    }

    private Outcome keep(LiveService service, ServiceLease.Held lease) {
        if (gate.callsForDeletion(service) || gate.isCascading(service)) {
            return new Outcome.Reply("the service is to be deleted", EventType.DELETION_REQUESTED, service.ref());
        }
        lease.check();
        return reconciler.reconcile(service).asUpdate(service, false);
    }
}
