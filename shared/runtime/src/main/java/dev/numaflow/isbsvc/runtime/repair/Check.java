package dev.numaflow.isbsvc.runtime.repair;

import java.util.Optional;

/** Finds one way in which a service is not in its desired state although no event is due that would lead to a repair. */
interface Check {

    /** The event that leads to the repair. */
    Optional<MissedEvent> missed(ServiceSnapshot service);
}
