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

/** Does all that a survey asks for, several things at a time, each under the lease of the service; one failure stops no other. */
final class StreamActions {

    private final OwnedStreams streams;
    private final ServiceLease.Held lease;
    private final StreamStateReader surveyor;
    private final ReadyService ready;
    private final List<ActionResult> deeds = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();

    StreamActions(OwnedStreams streams, ServiceLease.Held lease, StreamStateReader surveyor, ReadyService ready) {
        this.streams = streams;
        this.lease = lease;
        this.surveyor = surveyor;
        this.ready = ready;
    }

    /** @param failures of what was not done; all that they did not concern was */
    record Done(List<ActionResult> deeds, List<RuntimeException> failures) {

        static final Done NOTHING = new Done(List.of(), List.of());

        /** Why the ledger cannot be written: that stays until somebody acts, and is the same for all that it keeps back. */
        List<String> refusals() {
            return failures.stream()
                    .filter(LedgerRefused.class::isInstance)
                    .map(Throwable::getMessage)
                    .distinct()
                    .toList();
        }

        /** Throws the first failure that another try may not meet. */
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

    /** @param unchangedSince is asked for only where consumers are to be set back */
    Done on(StreamStates survey, Instant now, Supplier<Optional<Instant>> unchangedSince) {
        StreamDiff findings = survey.findings();
        StreamRepair repair = new StreamRepair(streams, lease);
        JsonNode service = ready.service().tree();
        StreamDeletion removal = new StreamDeletion(streams, lease, surveyor, service);
        failures.addAll(survey.unanswered());
        // First what goes: it is as it was seen for moments only, and leaves room.
        each(removal.left(survey, now), removal::remove);
        each(removal.bucketsLeft(survey, now), removal::remove);
        collect(new StreamCreation(streams, lease)
                .all(findings.gaps(), BoundedParallel.width(ready.nodes().replicas())));
        each(findings.damaged(), repair::repair);
        setBack(survey.resets(), unchangedSince);
        each(findings.adoptions(), repair::adopt);
        each(findings.staleMarks(), stream -> repair.unmark(stream, service));
        each(findings.unmarkedOrphans(now), orphan -> repair.mark(orphan, service, now));
        each(
                findings.unmarked(now),
                unwanted -> repair.mark(unwanted, unwanted.owner().object(), now));
        survey.moved().stream()
                .filter(DeletionDecision::isToBeMarked)
                .forEach(decision -> each(decision.moved().unmarked(), stream -> repair.mark(decision, stream, now)));
        each(List.copyOf(survey.outdated()), this::settle);
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
