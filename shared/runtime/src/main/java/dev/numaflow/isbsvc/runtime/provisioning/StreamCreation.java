package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.DesiredStream;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreamAction.Create;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.Futures;
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
    BoundedParallel<Outcomes> all(List<Create> gaps, int width) {
        lease.check();
        try {
            streams.announce(
                    gaps.stream().filter(Create::isNew).map(gap -> gap.desired().config()));
            return BoundedParallel.inFlight(gaps, width, this::fill);
        } catch (LedgerRefused refused) {
            // No stream is created without an owner; the consumers of existing streams need none.
            List<Create> ofPresent = gaps.stream().filter(gap -> !gap.isNew()).toList();
            return BoundedParallel.inFlight(ofPresent, width, this::fill).andFailed(refused);
        }
    }

    private CompletableFuture<Outcomes> fill(Create gap) {
        Outcomes outcomes = new Outcomes(gap.desired().pipeline().object());
        CompletableFuture<Boolean> there =
                gap.isNew() ? makeStream(gap, outcomes) : CompletableFuture.completedFuture(true);
        for (String consumer : gap.consumers()) {
            there = there.thenCompose(
                    is -> is ? makeConsumer(gap, consumer, outcomes) : CompletableFuture.completedFuture(false));
        }
        return there.handle((is, failure) -> failure == null ? outcomes : outcomes.add(Futures.causeOf(failure)));
    }

    /** Whether the stream exists now. */
    private CompletableFuture<Boolean> makeStream(Create gap, Outcomes outcomes) {
        lease.check();
        return streams.create(gap.desired().config()).thenApply(made -> {
            outcomes.add(made, gap.reason(), gap.text(), gap.again() ? " was missing" : "");
            return !(made instanceof CreateResult.Refused);
        });
    }

    /** A consumer that is created with its stream is not reported. */
    private CompletableFuture<Boolean> makeConsumer(Create gap, String consumer, Outcomes outcomes) {
        DesiredStream desired = gap.desired();
        lease.check();
        return streams.api()
                .createConsumerAsync(desired.name(), desired.consumers().get(consumer))
                .thenApply(made -> {
                    if (!gap.isNew() || made instanceof CreateResult.Refused) {
                        outcomes.add(made, Reason.BUFFERS_REPAIRED, "consumer " + consumer, " came back");
                    }
                    return true;
                });
    }
}
