package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Lets one service at a time start a rollout that all need: take the Lease, read again, act (invariant 13). */
@Singleton
public class SerialRollout {

    private final RolloutQueue queue;
    private final ServiceLease leases;

    @Inject
    public SerialRollout(RolloutQueue queue, ServiceLease leases) {
        this.queue = queue;
        this.leases = leases;
    }

    /** @param reconcile plans again before it acts, because another service may have started */
    Reconciled take(LiveService service, Supplier<Reconciled> reconcile) {
        try (ServiceLease.Held right = leases.take(queue.keeper(service))) {
            right.check();
            return reconcile.get();
        }
    }
}
