package dev.numaflow.isbsvc.runtime.repair;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs scheduled tasks, a few at once, and drops those that are not started in time. */
@Singleton
class RateLimiter {

    private static final int AT_ONCE = 4;

    /** @param after the delay from now until it is due */
    record Task(Duration after, Runnable work) {}

    void run(List<Task> tasks, Deadline deadline) {
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(AT_ONCE);
        try {
            tasks.forEach(task -> threads.schedule(task.work(), task.after().toMillis(), TimeUnit.MILLISECONDS));
            // Accepts no more tasks, and ends when those that are scheduled have run.
            threads.shutdown();
            threads.awaitTermination(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
    }
}
