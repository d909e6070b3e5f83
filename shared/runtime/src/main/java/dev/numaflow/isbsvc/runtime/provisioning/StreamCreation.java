package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.DesiredStream;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff.Gap;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.Futures;
import dev.numaflow.isbsvc.runtime.status.Reason;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Creates what is missing, each stream before its consumers. Many requests share one connection, and each waits only for the answer
 * about its own stream.
 */
final class StreamCreation {

    private final OwnedStreams streams;
    private final ServiceLease.Held lease;

    StreamCreation(OwnedStreams streams, ServiceLease.Held lease) {
        this.streams = streams;
        this.lease = lease;
    }

    /** @param width how many at a time */
    BoundedParallel<Outcomes> all(List<Gap> gaps, int width) {
        lease.check();
        try {
            streams.announce(
                    gaps.stream().filter(Gap::stream).map(gap -> gap.wanted().config()));
            return BoundedParallel.inFlight(gaps, width, this::fill);
        } catch (LedgerRefused refused) {
            // No stream is created without an owner; the consumers of existing streams need none.
            List<Gap> ofPresent = gaps.stream().filter(gap -> !gap.stream()).toList();
            return BoundedParallel.inFlight(ofPresent, width, this::fill).andFailed(refused);
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

    /** Whether the stream exists now. */
    private CompletableFuture<Boolean> makeStream(Gap gap, Outcomes outcomes) {
        String what = "stream " + gap.wanted().name();
        String more = gap.again() ? " was missing" : "";
        Reason reason = gap.again() ? Reason.BUFFERS_REPAIRED : Reason.BUFFERS_CREATED;
        lease.check();
        return streams.create(gap.wanted().config()).thenApply(made -> {
            outcomes.add(made, reason, what, more);
            return !(made instanceof CreateResult.Refused);
        });
    }

    /** A consumer that is created with its stream is not reported. */
    private CompletableFuture<Boolean> makeConsumer(Gap gap, String consumer, Outcomes outcomes) {
        DesiredStream wanted = gap.wanted();
        lease.check();
        return streams.api()
                .createConsumerAsync(wanted.name(), wanted.consumers().get(consumer))
                .thenApply(made -> {
                    if (!gap.stream() || made instanceof CreateResult.Refused) {
                        outcomes.add(made, Reason.BUFFERS_REPAIRED, "consumer " + consumer, " came back");
                    }
                    return true;
                });
    }
}
