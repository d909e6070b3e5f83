package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.runtime.cluster.LeaseRecord;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Shows that the clock, the broker and `repair` work: a Lease that each good tick renews, and that grows stale when one of them fails. */
@Singleton
class Heartbeat {

    /** Two periods of the clock, and the time that a tick may take beyond them. */
    static final Duration DURATION = Duration.ofMinutes(2 * 5).plusSeconds(100);

    private static final String HOLDER = "repair";

    private final RepairLease lease;
    private final Clock clock;

    @Inject
    Heartbeat(RepairLease lease, Clock clock) {
        this.lease = lease;
        this.clock = clock;
    }

    /** Renews the Lease at the end of a good tick. */
    void beat() {
        lease.write(live -> LeaseRecord.renew(live, HOLDER, DURATION, clock.instant()));
    }
}
