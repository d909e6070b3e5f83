package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreamAction;
import dev.numaflow.isbsvc.rendering.ownership.PipelineRef;
import dev.numaflow.isbsvc.rendering.ownership.RemoveAction;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Kind;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** Carries out all that is due, several at a time, each under the Lease of the service; a failure stops no other. */
final class StreamActions {

    private final OwnedStreams streams;
    private final ServiceLease.Held lease;
    private final StreamStateReader stateReader;
    private final ReadyService ready;
    private final List<ActionResult> results = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();

    StreamActions(OwnedStreams streams, ServiceLease.Held lease, StreamStateReader stateReader, ReadyService ready) {
        this.streams = streams;
        this.lease = lease;
        this.stateReader = stateReader;
        this.ready = ready;
    }

    /** @param failures of what was not done; everything that they did not concern was */
    record Done(List<ActionResult> results, List<RuntimeException> failures) {

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
            return (int)
                    results.stream().filter(each -> each.reason() == reason).count();
        }
    }

    Done on(StreamStates states) {
        failures.addAll(states.unanswered());
        StreamDeletion deletion =
                new StreamDeletion(streams, stateReader, states.owners().living());
        StreamRepair repair = new StreamRepair(streams);
        for (Kind kind : Kind.values()) {
            collect(
                    switch (kind) {
                        case DELETE, DELETE_BUCKET -> each(states, kind, RemoveAction.class, deletion::delete);
                        case CREATE ->
                            new StreamCreation(streams, lease)
                                    .all(
                                            states.diff().due(kind, DesiredStreamAction.Create.class),
                                            BoundedParallel.width(ready.nodes().replicas()));
                        case REPAIR -> each(states, kind, DesiredStreamAction.Repair.class, repair::repair);
                        case RESET -> reset(states, kind);
                        case ADOPT -> each(states, kind, StreamAction.Adopt.class, repair::adopt);
                        case UNMARK -> each(states, kind, StreamAction.Unmark.class, repair::unmark);
                        case KEEP -> each(states, kind, RemoveAction.class, repair::mark);
                        case REFUSE, LEAVE -> BoundedParallel.nothing();
                    });
        }
        collect(BoundedParallel.each(List.copyOf(states.outdated()), this::settle));
        failures.addAll(BoundedParallel.each(streams.struck(), this::strike).failures());
        return new Done(List.copyOf(results), List.copyOf(failures));
    }

    /** When the servers started is asked only where consumers are to be set back. */
    private BoundedParallel<Outcomes> reset(StreamStates states, Kind kind) {
        List<StreamAction.Reset> resets = states.diff().due(kind, StreamAction.Reset.class);
        return resets.isEmpty()
                ? BoundedParallel.nothing()
                : each(resets, new ConsumerRepair(streams.api(), lease, stateReader.unchangedSince(ready))::repair);
    }

    private <A extends StreamAction> BoundedParallel<Outcomes> each(
            StreamStates states, Kind kind, Class<A> type, BiFunction<A, Outcomes, Outcomes> step) {
        return each(states.diff().due(kind, type), step);
    }

    private <A extends StreamAction> BoundedParallel<Outcomes> each(
            List<A> actions, BiFunction<A, Outcomes, Outcomes> step) {
        return BoundedParallel.each(actions, action -> {
            lease.check();
            return step.apply(action, new Outcomes(receiver(action)));
        });
    }

    private JsonNode receiver(StreamAction action) {
        return action.pipeline().map(PipelineRef::object).orElse(ready.service().tree());
    }

    private void collect(BoundedParallel<Outcomes> done) {
        done.done().forEach(outcomes -> {
            results.addAll(outcomes.results());
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
