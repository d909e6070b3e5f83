package dev.numaflow.isbsvc.local.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The thread of one pod: runs its tasks one at a time, and retries a failed one after a pause. */
final class PodThread {
    private static final System.Logger LOG = System.getLogger(PodThread.class.getName());
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final ScheduledExecutorService executor;

    PodThread(String name) {
        this.name = name;
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "pod-" + name);
            made.setDaemon(true);
            return made;
        });
    }

    ScheduledExecutorService executor() {
        return executor;
    }

    void soon(Runnable task) {
        later(Duration.ZERO, task);
    }

    /** Runs a task after the pause before a retry. */
    void again(Runnable task) {
        later(RETRY_PAUSE, task);
    }

    void later(Duration pause, Runnable task) {
        if (!executor.isShutdown()) {
            executor.schedule(() -> guarded(task), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, name + " tries again: " + e.getMessage(), e);
            again(task);
        }
    }

    /** Runs this after the current task, and nothing after it. */
    void finish(Runnable last) {
        CompletableFuture.runAsync(last, executor).join();
        executor.shutdownNow();
    }
}
