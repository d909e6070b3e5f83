package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.Findings.Gap;
import dev.numaflow.isbsvc.rendering.ownership.Wanted;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.Creation;
import dev.numaflow.isbsvc.runtime.nats.Futures;
import dev.numaflow.isbsvc.runtime.nats.SideBySide;
import dev.numaflow.isbsvc.runtime.status.Reason;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Makes what is missing, each stream before its consumers. The requests of many share one connection, and none waits for an answer
 * but that of its own stream.
 */
final class Making {

    private final OwnedStreams streams;
    private final ServiceLease.Held lease;

    Making(OwnedStreams streams, ServiceLease.Held lease) {
        this.streams = streams;
        this.lease = lease;
    }

    /** @param width how many at a time */
    SideBySide<Outcomes> all(List<Gap> gaps, int width) {
        lease.check();
        try {
            streams.announce(
                    gaps.stream().filter(Gap::stream).map(gap -> gap.wanted().config()));
            return SideBySide.inFlight(gaps, width, this::fill);
        } catch (LedgerRefused refused) {
            // No stream is made without an owner; the consumers of those that are there need none.
            List<Gap> ofPresent = gaps.stream().filter(gap -> !gap.stream()).toList();
            return SideBySide.inFlight(ofPresent, width, this::fill).andFailed(refused);
        }
    }

    private CompletableFuture<Outcomes> fill(Gap gap) {
        Outcomes outcomes = new Outcomes(gap.wanted().claimant().object());
        CompletableFuture<Boolean> there =
                gap.stream() ? makeStream(gap, outcomes) : CompletableFuture.completedFuture(true);
        for (String consumer : gap.consumers()) {
            there = there.thenCompose(
                    is -> is ? makeConsumer(gap, consumer, outcomes) : CompletableFuture.completedFuture(false));
        }
        return there.handle((is, failure) -> failure == null ? outcomes : outcomes.add(Futures.causeOf(failure)));
    }

    /** Whether there is a stream now. */
    private CompletableFuture<Boolean> makeStream(Gap gap, Outcomes outcomes) {
        String what = "stream " + gap.wanted().name();
        String more = gap.again() ? " was missing" : "";
        Reason reason = gap.again() ? Reason.BUFFERS_REPAIRED : Reason.BUFFERS_MADE;
        lease.check();
        return streams.create(gap.wanted().config()).thenApply(made -> {
            outcomes.add(made, reason, what, more);
            return !(made instanceof Creation.Refused);
        });
    }

    /** A consumer that is made with its stream is no news. */
    private CompletableFuture<Boolean> makeConsumer(Gap gap, String consumer, Outcomes outcomes) {
        Wanted wanted = gap.wanted();
        lease.check();
        return streams.api()
                .createConsumerAsync(wanted.name(), wanted.consumers().get(consumer))
                .thenApply(made -> {
                    if (!gap.stream() || made instanceof Creation.Refused) {
                        outcomes.add(made, Reason.BUFFERS_REPAIRED, "consumer " + consumer, " came back");
                    }
                    return true;
                });
    }
}
