package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.ConsumerReset;
import dev.numaflow.isbsvc.rendering.ownership.DeletionDecision;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import dev.numaflow.isbsvc.runtime.status.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Executes all actions for the observed state, several at a time, each under the Lease of the service; a failure stops no other. */
final class StreamActions {

    private final OwnedStreams streams;
    private final ServiceLease.Held lease;
    private final StreamStateReader stateReader;
    private final ReadyService ready;
    private final List<ActionResult> deeds = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();

    StreamActions(OwnedStreams streams, ServiceLease.Held lease, StreamStateReader stateReader, ReadyService ready) {
        this.streams = streams;
        this.lease = lease;
        this.stateReader = stateReader;
        this.ready = ready;
    }

    /** @param failures of what was not done; everything that they did not concern was */
    record Done(List<ActionResult> deeds, List<RuntimeException> failures) {

        static final Done NOTHING = new Done(List.of(), List.of());

        /** Why the ledger cannot be written: a retry does not help, and the reason is the same for all that it blocks. */
        List<String> refusals() {
            return failures.stream()
                    .filter(LedgerRefused.class::isInstance)
                    .map(Throwable::getMessage)
                    .distinct()
                    .toList();
        }

        /** Throws the first failure that a retry may resolve. */
        void throwFirstPassing() {
            for (RuntimeException failure : failures) {
                if (!(failure instanceof LedgerRefused)) {
                    throw failure;
                }
            }
        }

        int count(Reason reason) {
            return (int) deeds.stream().filter(deed -> deed.reason() == reason).count();
        }
    }

    /** @param unchangedSince is called only where consumers are to be set back */
    Done on(StreamStates states, Instant now, Supplier<Optional<Instant>> unchangedSince) {
        StreamDiff diff = states.diff();
        StreamRepair repair = new StreamRepair(streams, lease);
        JsonNode service = ready.service().tree();
        StreamDeletion removal = new StreamDeletion(streams, lease, stateReader, service);
        failures.addAll(states.unanswered());
        // Deletions first: what was observed may change soon, and they free space.
        each(removal.left(states, now), removal::remove);
        each(removal.bucketsLeft(states, now), removal::remove);
        collect(new StreamCreation(streams, lease)
                .all(diff.gaps(), BoundedParallel.width(ready.nodes().replicas())));
        each(diff.damaged(), repair::repair);
        setBack(states.resets(), unchangedSince);
        each(diff.adoptions(), repair::adopt);
        each(diff.staleMarks(), stream -> repair.unmark(stream, service));
        each(diff.unmarkedOrphans(now), orphan -> repair.mark(orphan, service, now));
        each(
                diff.unmarked(now),
                unwanted -> repair.mark(unwanted, unwanted.owner().object(), now));
        states.moved().stream()
                .filter(DeletionDecision::isToBeMarked)
                .forEach(decision -> each(decision.moved().unmarked(), stream -> repair.mark(decision, stream, now)));
        each(List.copyOf(states.outdated()), this::settle);
        failures.addAll(BoundedParallel.each(streams.struck(), this::strike).failures());
        return new Done(List.copyOf(deeds), List.copyOf(failures));
    }

    private void setBack(List<ConsumerReset> resets, Supplier<Optional<Instant>> unchangedSince) {
        if (!resets.isEmpty()) {
            each(resets, new ConsumerRepair(streams.api(), lease, unchangedSince.get())::repair);
        }
    }

    private <T> void each(List<T> things, Function<T, Outcomes> step) {
        collect(BoundedParallel.each(things, step));
    }

    private void collect(BoundedParallel<Outcomes> done) {
        done.done().forEach(outcomes -> {
            deeds.addAll(outcomes.deeds());
            failures.addAll(outcomes.passing());
        });
        failures.addAll(done.failures());
    }

    private Outcomes settle(String stream) {
        Outcomes outcomes = new Outcomes(streams.noted(stream).reference());
        lease.check();
        streams.settle(stream).ifPresent(refused -> outcomes.add(refused, Reason.BUFFERS_ADOPTED, "stream " + stream));
        return outcomes;
    }

    private boolean strike(Set<String> names) {
        lease.check();
        streams.strike(names);
        return true;
    }
}
