package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Lets one service at a time begin what all have to do: take the right, look again, act (invariant 13). */
@Singleton
public class SerialRollout {

    private final RolloutQueue turns;
    private final ServiceLease leases;

    @Inject
    public SerialRollout(RolloutQueue turns, ServiceLease leases) {
        this.turns = turns;
        this.leases = leases;
    }

    /** @param look plans anew before it acts, because another one may have begun */
    Reconciled take(LiveService service, Supplier<Reconciled> look) {
        try (ServiceLease.Held right = leases.take(turns.keeper(service))) {
            right.check();
            return look.get();
        }
    }
}
