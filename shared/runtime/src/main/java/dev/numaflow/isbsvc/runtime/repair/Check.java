package dev.numaflow.isbsvc.runtime.repair;

import java.util.Optional;

/** Finds one way in which a service is not as it should be although nothing is on its way that would mend it. */
interface Check {

    /** The event that would mend it. */
    Optional<MissedEvent> missed(ServiceSnapshot service);
}
