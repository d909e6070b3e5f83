package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.Demand;
import dev.numaflow.isbsvc.rendering.ownership.Findings;
import dev.numaflow.isbsvc.rendering.ownership.Holding;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import java.time.Instant;
import java.util.Set;

/**
 * One look at a service: what is asked of it, what its servers hold, and what lies between.
 *
 * @param outdated streams of which the ledger of owners need not speak any more
 */
record Survey(Demand demand, LivePipelines living, Holding holding, Findings findings, Set<String> outdated) {

    static Survey of(Demand demand, LivePipelines living, Holding holding, OwnedStreams streams) {
        return new Survey(
                demand,
                living,
                holding,
                Findings.of(demand, holding, living),
                Set.copyOf(streams.outdated(demand, holding)));
    }

    /** Whether nothing is to be done. */
    boolean complete(Instant now) {
        return findings.complete(now) && outdated.isEmpty();
    }
}
