package dev.numaflow.isbsvc.local.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The thread on which everything of one pod happens, one thing at a time; what fails is tried again after a pause. */
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

    /** Does it when a failed attempt may succeed. */
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

    /** Does this after what runs now, and nothing after it. */
    void finish(Runnable last) {
        CompletableFuture.runAsync(last, executor).join();
        executor.shutdownNow();
    }
}
