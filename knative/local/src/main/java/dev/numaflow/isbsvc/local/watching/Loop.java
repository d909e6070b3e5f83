package dev.numaflow.isbsvc.local.watching;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Runs a level-triggered pass, one at a time: soon after something may have changed, and again after a pause if it failed.
 * Triggers before a pass begins are merged into one.
 */
public final class Loop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Loop.class.getName());
    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);

    private final String name;
    private final Pass pass;
    private final ScheduledExecutorService thread;
    private final AtomicBoolean wanted = new AtomicBoolean();

    /** Reconciles everything; throws if it could not complete. */
    @FunctionalInterface
    public interface Pass {
        void run();
    }

    public Loop(String name, Pass pass) {
        this.name = name;
        this.pass = pass;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** Reconciles each of them; a failure does not stop the others. */
    public static <T> void each(Iterable<T> all, Consumer<T> treatment) {
        RuntimeException first = null;
        for (T one : all) {
            try {
                treatment.accept(one);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Requests a pass that begins after now. */
    public void trigger() {
        if (wanted.compareAndSet(false, true)) {
            submit(Duration.ZERO);
        }
    }

    /** Requests a pass at a later time, where time alone changes the desired state. */
    public void triggerAfter(Duration pause) {
        submit(pause);
    }

    private void submit(Duration pause) {
        if (!thread.isShutdown()) {
            thread.schedule(this::runPass, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void runPass() {
        wanted.set(false);
        try {
            pass.run();
        } catch (RuntimeException e) {
            if (!thread.isShutdown()) {
                LOG.log(System.Logger.Level.WARNING, name + " tries again: " + e.getMessage(), e);
                triggerAfter(RETRY_PAUSE);
            }
        }
    }

    /** Stops after the current pass. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
