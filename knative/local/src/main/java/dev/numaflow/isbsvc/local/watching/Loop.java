package dev.numaflow.isbsvc.local.watching;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Runs a level-triggered pass, one at a time: soon after something may have changed, and again after a pause when a pass
 * failed. Many triggers before a pass begins make one pass.
 */
public final class Loop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Loop.class.getName());
    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);

    private final String name;
    private final Pass pass;
    private final ScheduledExecutorService thread;
    private final AtomicBoolean wanted = new AtomicBoolean();

    /** Looks at everything and does what is missing; throws when it could not do all of it. */
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

    /** Treats each of them; one that fails does not keep the others from their turn. */
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

    /** Asks for a pass that begins after now. */
    public void trigger() {
        if (wanted.compareAndSet(false, true)) {
            submit(Duration.ZERO);
        }
    }

    /** Asks for a pass at a later time, because time alone changes what is to be done. */
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

    /** Ends after the pass that runs now. */
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
