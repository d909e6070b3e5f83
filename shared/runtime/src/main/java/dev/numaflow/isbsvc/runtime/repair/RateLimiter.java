package dev.numaflow.isbsvc.runtime.repair;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs tasks by the clock, a few at once, and leaves undone what is not begun in time. */
@Singleton
class RateLimiter {

    private static final int AT_ONCE = 4;

    /** @param after how long from now it is its turn */
    record Task(Duration after, Runnable work) {}

    void run(List<Task> tasks, Deadline deadline) {
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(AT_ONCE);
        try {
            tasks.forEach(task -> threads.schedule(task.work(), task.after().toMillis(), TimeUnit.MILLISECONDS));
            // Takes nothing more, and ends when all that wait for their turn have had it.
            threads.shutdown();
            threads.awaitTermination(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
    }
}
