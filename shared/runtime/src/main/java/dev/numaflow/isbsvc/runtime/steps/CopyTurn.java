package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.servers.StreamFence;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import dev.numaflow.isbsvc.rendering.steps.CopyStep;
import dev.numaflow.isbsvc.rendering.steps.LostStreams;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one call does of copying or restoring: stream by stream, until nothing is left to do or the time is over. One that fails keeps no other
 * one waiting, and is reported when these are done.
 */
final class CopyTurn {

    /** After which no further stream is begun in this call, which may take 100 seconds. */
    private static final Duration TURN = Duration.ofSeconds(15);

    /** For one stream. */
    private static final Duration RESTORING = Duration.ofSeconds(60);

    /** What was copied can be restored by disks that are a third as fast: the copying has used up what they may do at once. */
    private static final Duration COPYING = RESTORING.dividedBy(3);

    /** After a restore, a second apart. */
    private static final int MOST_LOOKS = 5;

    private final BothServers both;
    private final GuardedChange.Turn turn;
    private final Clock clock;
    private final Instant end;
    private final Set<String> failed = new HashSet<>();
    private Optional<NatsUnavailable> failure = Optional.empty();

    CopyTurn(BothServers both, GuardedChange.Turn turn, Clock clock) {
        this.both = both;
        this.turn = turn;
        this.clock = clock;
        this.end = clock.instant().plus(TURN);
    }

    private boolean isOver() {
        return !clock.instant().isBefore(end);
    }

    /** Lets no stream take messages any more. What is on its way to them arrives before the next look at what stands still. */
    boolean close() {
        while (!isOver()) {
            Map<String, StoredStream> now = without(both.service().stored());
            if (!(CopyDecider.copying(now, now, both.copy().stored()).orElse(null) instanceof CopyStep.Close step)) {
                break;
            }
            taking(step, step.stream(), () -> close(both.service(), now.get(step.stream())));
        }
        return ended();
    }

    boolean copy() {
        Set<String> copied = new HashSet<>();
        while (!isOver()) {
            Map<String, StoredStream> now = without(both.service().stored());
            Map<String, StoredStream> copies = without(both.copy().stored());
            NextStep next = CopyDecider.copying(now, now, copies).orElse(null);
            if (next instanceof CopyStep.Copy step && copied.add(step.stream())) {
                taking(step, step.stream(), () -> {
                    if (step.isStale()) {
                        both.copy().deleteStream(step.stream());
                    }
                    both.service().copyTo(both.copy(), step.stream(), turn::renew, COPYING);
                });
            } else if (next instanceof CopyStep.Copy again) {
                taking(again, again.stream(), () -> {
                    throw differs(now.get(again.stream()), copies.get(again.stream()));
                });
            } else {
                break;
            }
        }
        return ended();
    }

    /** Nobody writes to it, so whatever differs is what a copy does not take over. */
    private static NatsUnavailable differs(StoredStream stream, StoredStream copy) {
        return new NatsUnavailable("the copy of stream " + stream.name() + " has "
                + Optional.ofNullable(copy).flatMap(stream::difference).orElse("nothing"));
    }

    boolean restore() {
        return restore(CopyDecider::restoring);
    }

    /** What takes messages again stays as it is. */
    boolean restoreLost() {
        return restore((copies, before, now) ->
                LostStreams.next(copies, Set.copyOf(both.service().streamNames()), before, now));
    }

    /** Decides what is restored next. */
    private interface Restoring {
        Optional<NextStep> next(
                Map<String, StoredStream> copies, Map<String, StoredStream> before, Map<String, StoredStream> now);
    }

    private boolean restore(Restoring restoring) {
        Set<String> restored = new HashSet<>();
        Map<String, StoredStream> before = both.service().stored();
        while (!isOver()) {
            Map<String, StoredStream> now = both.service().stored();
            NextStep next =
                    restoring.next(without(both.copy().stored()), before, now).orElse(null);
            if (next instanceof CopyStep.Close step) {
                taking(step, step.stream(), () -> close(both.service(), now.get(step.stream())));
                // What was on its way to it arrives within a moment, and is looked for in the next turn of the loop.
                before = both.service().stored();
                CopiedStreams.standStill();
            } else if (next instanceof CopyStep.Restore step) {
                restore(step, now.get(step.stream()), restored.add(step.stream()));
                before = now;
            } else {
                break;
            }
        }
        return ended();
    }

    /** @param isFirst in this call; nobody writes to it, so whatever differs afterwards is what a restore does not take over */
    private void restore(CopyStep.Restore step, StoredStream seen, boolean isFirst) {
        Optional<String> created = step.goesFirst() ? created(both.service(), seen) : Optional.empty();
        taking(step, step.stream(), () -> {
            if (seen == null && !isFirst) {
                throw new NatsUnavailable("stream " + step.stream()
                        + " was restored, and no server answers for it yet; it is looked at again");
            }
            if (!isFirst) {
                throw differs(seen, both.copy().stored().get(step.stream()));
            }
            if (seen == null) {
                forgetNameOf(step.stream());
            }
            if (step.goesFirst()) {
                both.requireLastOf(seen);
                goesFirst(both.service(), seen, created);
            }
            both.copy().copyTo(both.service(), step.stream(), turn::renew, RESTORING);
            appears(step.stream());
        });
    }

    /**
     * What is left in a cluster of a restore whose server was killed: the name, which nobody else can use, and nothing that has it. It goes only
     * if each server says so, in two looks.
     */
    private void forgetNameOf(String stream) {
        if (!both.isKnownAlone(stream)) {
            return;
        }
        CopiedStreams.standStill();
        turn.renew();
        if (!both.isKnownAlone(stream) || !both.isNowhere().test(stream)) {
            throw new NatsUnavailable("stream " + stream
                    + " is known to the cluster, and no server answers for it; it is looked at again");
        }
        // To ask every server took seconds, in which another run may have got the Lease, and restored the stream.
        turn.renew();
        if (both.isKnownAlone(stream)) {
            both.service().deleteStream(stream);
        }
    }

    /** One of several servers answers before all of them know the stream and its consumers. */
    private void appears(String name) {
        Optional<StoredStream> copy = stored(both.copy(), name);
        for (int look = 0; look < MOST_LOOKS && !isThere(name, copy); look++) {
            turn.renew();
            CopiedStreams.standStill();
        }
    }

    private boolean isThere(String name, Optional<StoredStream> copy) {
        return copy.flatMap(copied -> stored(both.service(), name).filter(stream -> stream.continues(copied)))
                .isPresent();
    }

    private static Optional<StoredStream> stored(JetStreamApi server, String name) {
        return server.stream(name).map(live -> StoredStream.of(live, server.consumers(name), server.version()));
    }

    /** A deletion is unconditional: whatever was done to the stream since it was looked at, as by a run that has the Lease now, keeps it. */
    private static void goesFirst(JetStreamApi service, StoredStream seen, Optional<String> created) {
        if (created.isEmpty() || !created(service, seen).equals(created)) {
            throw new NatsUnavailable("stream " + seen.name() + " was changed meanwhile, and is looked at again");
        }
        service.deleteStream(seen.name());
    }

    /** When it was created, as the server says; empty where it is not as it was seen. */
    private static Optional<String> created(JetStreamApi service, StoredStream seen) {
        return service.stream(seen.name())
                .filter(live -> StoredStream.of(live, service.consumers(seen.name()), service.version())
                        .difference(seen)
                        .isEmpty())
                .map(live -> live.path("created").asText());
    }

    private static void close(JetStreamApi server, StoredStream stream) {
        StreamOpening.update(server, stream.name(), StreamFence.closed(stream.config()));
    }

    private void taking(NextStep.Act step, String stream, Runnable act) {
        turn.isAt(step);
        turn.renew();
        try {
            act.run();
        } catch (NatsUnavailable e) {
            failed.add(stream);
            failure = failure.or(() -> Optional.of(e));
        }
    }

    private Map<String, StoredStream> without(Map<String, StoredStream> streams) {
        Map<String, StoredStream> left = new TreeMap<>(streams);
        left.keySet().removeAll(failed);
        return left;
    }

    private boolean ended() {
        if (failure.isPresent()) {
            throw failure.get();
        }
        return true;
    }
}
