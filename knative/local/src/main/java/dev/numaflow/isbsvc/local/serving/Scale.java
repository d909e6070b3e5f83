package dev.numaflow.isbsvc.local.serving;

import dev.numaflow.isbsvc.local.manifests.FunctionService;
import dev.numaflow.isbsvc.local.report.Progress;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Scales a function between zero and one: from the first request until none has been in flight for the scale-down delay. */
final class Scale {
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    private final FunctionService function;
    private final Launcher launcher;
    private final ScheduledExecutorService clock;
    private final Progress progress;
    private final Runnable changed;

    private Replica current;
    private ScheduledFuture<?> sleep;
    private int requests;
    private int replicas;
    private int starts;
    private boolean closed;

    Scale(
            FunctionService function,
            Launcher launcher,
            ScheduledExecutorService clock,
            Progress progress,
            Runnable changed) {
        this.function = function;
        this.launcher = launcher;
        this.clock = clock;
        this.progress = progress;
        this.changed = changed;
    }

    /** The lease of a request in flight: a replica that is kept, and the state in which it was found. */
    record Hold(Replica replica, StartKind startKind) {}

    synchronized Hold enter() {
        if (closed) {
            throw new IllegalStateException(function.name() + " is shut down");
        }
        StartKind startKind = StartKind.WARM;
        if (current == null || !current.alive()) {
            current = start();
            startKind = StartKind.COLD;
        } else if (!current.ready().isDone()) {
            startKind = StartKind.STARTING;
        }
        requests++;
        if (sleep != null) {
            sleep.cancel(false);
        }
        return new Hold(current, startKind);
    }

    synchronized void leave() {
        requests--;
        if (requests == 0 && !closed) {
            sleep = clock.schedule(this::sleepIfIdle, function.window().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void sleepIfIdle() {
        if (requests == 0 && current != null) {
            current.stop(function.timeout(), clock);
            current = null;
        }
    }

    private Replica start() {
        Replica replica = new Replica(launcher.launch(function), clock);
        starts++;
        replicas++;
        replica.onExit(code -> ended(replica, code));
        notifyListener();
        return replica;
    }

    private void ended(Replica replica, int code) {
        synchronized (this) {
            replicas--;
            if (current == replica) {
                current = null;
                progress.report("crashed  %s ended with exit code %d; the next event starts it again"
                        .formatted(function.name().name(), code));
            } else if (replicas == 0 && !closed) {
                progress.report("asleep   " + function.name().name());
            }
        }
        notifyListener();
    }

    /** Not on this thread: a listener queries other functions too, and two of them would deadlock. */
    private void notifyListener() {
        if (!clock.isShutdown()) {
            clock.execute(changed);
        }
    }

    /** The number of instances, including those that are ending. */
    synchronized int replicas() {
        return replicas;
    }

    /** The number of instances started so far. */
    synchronized int starts() {
        return starts;
    }

    void close() {
        Replica last;
        synchronized (this) {
            closed = true;
            last = current;
            current = null;
        }
        if (last != null) {
            last.stopAndWait(CLOSE_GRACE);
        }
    }
}
