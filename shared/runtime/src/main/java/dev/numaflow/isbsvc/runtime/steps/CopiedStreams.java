package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import dev.numaflow.isbsvc.rendering.steps.CopyStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Compares the streams of a service with their copies, and copies them one by one, either way. One stream is copied within one call. */
final class CopiedStreams {

    /** Somebody who writes does so within this time. */
    private static final Duration STILL = Duration.ofSeconds(1);

    /** After which no further stream is begun in this call, which may take 100 seconds. */
    private static final Duration TURN = Duration.ofSeconds(15);

    /** For one stream. */
    private static final Duration COPYING = Duration.ofSeconds(30);

    /** What was copied can be restored on a disk that is half as fast. */
    private static final Duration RESTORING = Duration.ofSeconds(75);

    private final NatsAccess access;
    private final ServerReports servers;
    private final Clock clock;

    CopiedStreams(NatsAccess access, ServerReports servers, Clock clock) {
        this.access = access;
        this.servers = servers;
        this.clock = clock;
    }

    /** Both servers. */
    private record Both(JetStreamApi service, JetStreamApi copy) implements AutoCloseable {
        @Override
        public void close() {
            service.close();
            copy.close();
        }
    }

    private Both connect(Names names, boolean tls) {
        JetStreamApi service = access.connect(names, tls);
        try {
            return new Both(service, access.connect(names.ofCopy(), tls));
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    /** Why they cannot be compared now: a server that is not healthy does not list everything that it stores. */
    private Optional<NextStep> unhealthy(String place, Names names) {
        if (!servers.isHealthy(names.ofCopy(), 0)) {
            return waiting(place, names.ofCopy().pod(0) + ", which holds the copy, is not healthy yet");
        }
        return servers.isHealthy(names, 0) ? Optional.empty() : waiting(place, names.pod(0) + " is not healthy yet");
    }

    /** What comes next while the service has its disk; empty where every stream stands still and has an equal copy. */
    Optional<NextStep> copying(Names names, boolean tls) {
        Optional<NextStep> unhealthy = unhealthy(CopyDecider.COPYING, names);
        if (unhealthy.isPresent()) {
            return unhealthy;
        }
        try (Both both = connect(names, tls)) {
            if (!both.service().version().equals(both.copy().version())) {
                return waiting(
                        CopyDecider.COPYING,
                        "the copy is made by NATS " + both.copy().version() + ", and the service runs "
                                + both.service().version());
            }
            Map<String, StoredStream> before = both.service().stored();
            CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(STILL.toMillis(), TimeUnit.MILLISECONDS))
                    .join();
            return CopyDecider.copying(
                    before, both.service().stored(), both.copy().stored());
        }
    }

    /** What comes next once the service has another disk; empty where every copy is restored. */
    Optional<NextStep> restoring(Names names, boolean tls) {
        Optional<NextStep> unhealthy = unhealthy(CopyDecider.RESTORING, names);
        if (unhealthy.isPresent()) {
            return unhealthy;
        }
        try (Both both = connect(names, tls)) {
            return CopyDecider.restoring(both.copy().stored(), both.service().stored());
        }
    }

    /** Copies stream by stream until all are copied, or the time is over. */
    boolean copy(Names names, boolean tls, GuardedChange.Turn turn) {
        Instant end = clock.instant().plus(TURN);
        try (Both both = connect(names, tls)) {
            while (clock.instant().isBefore(end)) {
                Map<String, StoredStream> now = both.service().stored();
                Optional<NextStep> next =
                        CopyDecider.copying(now, now, both.copy().stored());
                if (!(next.orElse(null) instanceof CopyStep.Copy step)) {
                    return true;
                }
                turn.renew();
                turn.isAt(step);
                if (step.isStale()) {
                    both.copy().deleteStream(step.stream());
                }
                both.service().copyTo(both.copy(), step.stream(), turn::renew, COPYING);
            }
            return true;
        }
    }

    /** Restores stream by stream until all are restored, or the time is over. */
    boolean restore(Names names, boolean tls, GuardedChange.Turn turn) {
        Instant end = clock.instant().plus(TURN);
        try (Both both = connect(names, tls)) {
            while (clock.instant().isBefore(end)) {
                Optional<NextStep> next = CopyDecider.restoring(
                        both.copy().stored(), both.service().stored());
                if (!(next.orElse(null) instanceof CopyStep.Restore step)) {
                    return true;
                }
                turn.renew();
                turn.isAt(step);
                if (step.isCreated()) {
                    both.service().deleteStream(step.stream());
                }
                both.copy().copyTo(both.service(), step.stream(), turn::renew, RESTORING);
            }
            return true;
        }
    }

    private static Optional<NextStep> waiting(String place, String what) {
        return Optional.of(new NextStep.Wait(place, what, false));
    }
}
