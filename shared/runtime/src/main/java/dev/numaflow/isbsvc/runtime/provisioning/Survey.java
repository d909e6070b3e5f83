package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.Demand;
import dev.numaflow.isbsvc.rendering.ownership.Findings;
import dev.numaflow.isbsvc.rendering.ownership.Holding;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;

/** One look at a service: what is asked of it, what its servers hold, and what lies between. */
record Survey(Demand demand, LivePipelines living, Holding holding, Findings findings) {

    static Survey of(Demand demand, LivePipelines living, Holding holding) {
        return new Survey(demand, living, holding, Findings.of(demand, holding, living));
    }

    /** The same where the servers hold no owners. */
    Survey withoutMetadata() {
        return new Survey(demand, living, holding, findings.withoutMetadata());
    }
}
