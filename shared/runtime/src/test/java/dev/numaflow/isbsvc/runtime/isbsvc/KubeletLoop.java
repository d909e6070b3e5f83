package dev.numaflow.isbsvc.runtime.isbsvc;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The ticks of simulated kubelets, in a thread of their own. Whatever fails is tried again with the next tick, as kubelets do, and printed once.
 */
final class KubeletLoop implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(150);
    private static final Executor THREADS = task -> new Thread(task, "kubelets").start();

    private final CompletableFuture<Void> loop;
    private volatile boolean ends;
    private String failure = "";

    /** What kubelets do again and again. */
    interface Tick {
        void run() throws IOException;
    }

    KubeletLoop(Tick tick) {
        this.loop = CompletableFuture.runAsync(() -> run(tick), THREADS);
    }

    private void run(Tick tick) {
        try {
            while (!ends) {
                runOnce(tick);
                Thread.sleep(POLL.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce(Tick tick) {
        try {
            tick.run();
        } catch (RuntimeException | IOException e) {
            if (!e.toString().equals(failure)) {
                failure = e.toString();
                System.out.println("a simulated kubelet tries again: " + failure);
            }
        }
    }

    /** Fails where the loop has ended by itself. */
    void assertRuns() {
        if (loop.isDone()) {
            loop.join();
            throw new IllegalStateException("the simulated kubelets were interrupted");
        }
    }

    @Override
    public void close() {
        ends = true;
        loop.join();
    }
}
