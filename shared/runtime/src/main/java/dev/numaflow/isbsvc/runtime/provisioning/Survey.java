package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.ConsumerReset;
import dev.numaflow.isbsvc.rendering.ownership.Demand;
import dev.numaflow.isbsvc.rendering.ownership.Findings;
import dev.numaflow.isbsvc.rendering.ownership.Holding;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One look at a service: what is asked of it, what its servers hold, and what lies between.
 *
 * @param resets consumers that are ahead of their streams
 * @param outdated streams of which the ledger of owners need not speak any more
 * @param unanswered why nothing is known for sure of some streams; the findings leave them out
 */
record Survey(
        Demand demand,
        LivePipelines living,
        Holding holding,
        Findings findings,
        List<ConsumerReset> resets,
        Set<String> outdated,
        List<NatsUnavailable> unanswered) {

    static Survey of(
            Demand demand, LivePipelines living, Holding holding, List<ConsumerAhead> ahead, OwnedStreams streams) {
        Findings findings = Findings.of(demand, holding, living);
        return new Survey(
                demand,
                living,
                holding,
                findings,
                ConsumerReset.of(ahead, demand, findings),
                Set.copyOf(streams.outdated(demand, holding)),
                List.of());
    }

    /** The same, with nothing to be done about streams for which the servers had no answer. */
    Survey without(Map<String, NatsUnavailable> unanswered) {
        return new Survey(
                demand,
                living,
                holding,
                findings.without(unanswered.keySet()),
                resets.stream()
                        .filter(reset -> !unanswered.containsKey(reset.ahead().stream()))
                        .toList(),
                outdated.stream().filter(name -> !unanswered.containsKey(name)).collect(Collectors.toSet()),
                List.copyOf(unanswered.values()));
    }

    /** Whether nothing is to be done. */
    boolean complete(Instant now) {
        return findings.complete(now) && resets.isEmpty() && outdated.isEmpty();
    }
}
