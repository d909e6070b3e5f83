package dev.numaflow.isbsvc.function;

import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.failure.RetryAfter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Lets one reconcile at a time run for a key, as a work queue of client-go does. Events that arrive meanwhile are answered together, by
 * one further reconcile that begins when the running one has ended: none is lost, and none is answered by a reconcile that may have read
 * too early. How many wait is bounded by the requests that the process accepts at once.
 */
@Singleton
final class WorkQueue {

    /** Shorter than a Trigger waits for an answer, and longer than a reconcile takes. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(45);

    private final Map<Object, Line> lines = new HashMap<>();

    /** The events of one key. */
    private static final class Line {
        private final ReentrantLock running = new ReentrantLock(true);
        private Waiting next;
        private int users;
    }

    /** Events whose reconcile has not begun. */
    private static final class Waiting {
        private final List<Pointer> pointers = new ArrayList<>();
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    }

    /**
     * Handles one event of a key: by a reconcile in this thread, or by one in the thread of an event that waits already.
     *
     * @return the outcome; a reply is returned to one of the events only, because it is sent once
     */
    Outcome handle(Object key, Pointer pointer, Function<EventBatch, Outcome> reconcile) {
        Line line;
        Waiting waiting;
        boolean leads;
        synchronized (lines) {
            line = lines.computeIfAbsent(key, unused -> new Line());
            line.users++;
            leads = line.next == null;
            if (leads) {
                line.next = new Waiting();
            }
            waiting = line.next;
            waiting.pointers.add(pointer);
        }
        try {
            return leads ? lead(line, waiting, reconcile) : follow(waiting, pointer);
        } finally {
            leave(key, line);
        }
    }

    private Outcome lead(Line line, Waiting waiting, Function<EventBatch, Outcome> reconcile) {
        boolean runs = false;
        try {
            runs = line.running.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            EventBatch batch = begin(line, waiting);
            if (!runs) {
                throw new StillReconciled(batch.first());
            }
            Outcome outcome = reconcile.apply(batch);
            waiting.outcome.complete(outcome);
            return outcome;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StillReconciled(begin(line, waiting).first());
        } catch (RuntimeException | Error failure) {
            waiting.outcome.completeExceptionally(failure);
            throw failure;
        } finally {
            if (runs) {
                line.running.unlock();
            }
            // Whatever has happened, nobody waits for this thread any more.
            waiting.outcome.cancel(false);
        }
    }

    /** From here on, whatever arrives waits for another reconcile. */
    private EventBatch begin(Line line, Waiting waiting) {
        synchronized (lines) {
            if (line.next == waiting) {
                line.next = null;
            }
            return new EventBatch(waiting.pointers);
        }
    }

    /** The same failure for all: each event is delivered again. */
    private static Outcome follow(Waiting waiting, Pointer pointer) {
        try {
            Outcome outcome = waiting.outcome.get(2 * LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            return outcome instanceof Outcome.Reply ? new Outcome.Done(outcome.message()) : outcome;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StillReconciled(pointer);
        } catch (TimeoutException | CancellationException e) {
            throw new StillReconciled(pointer);
        }
    }

    /** The service is still being reconciled for an earlier event. */
    private static final class StillReconciled extends RetryAfter {
        private static final long serialVersionUID = 1L;

        StillReconciled(Pointer pointer) {
            super(pointer + " is still being reconciled for an earlier event", true);
        }
    }

    private void leave(Object key, Line line) {
        synchronized (lines) {
            if (--line.users == 0) {
                lines.remove(key);
            }
        }
    }

    /** How many events of a key wait for the next reconcile. */
    int waiting(Object key) {
        synchronized (lines) {
            Line line = lines.get(key);
            return line == null || line.next == null ? 0 : line.next.pointers.size();
        }
    }

    /** Whether nothing is kept. */
    boolean isEmpty() {
        synchronized (lines) {
            return lines.isEmpty();
        }
    }
}
