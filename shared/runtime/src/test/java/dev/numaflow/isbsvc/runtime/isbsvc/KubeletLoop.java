package dev.numaflow.isbsvc.runtime.isbsvc;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The ticks of simulated kubelets, in a thread of their own. A request that fails is made again with the next tick, as kubelets do; whatever
 * else fails ends the loop, and is told to whoever waits for pods.
 */
final class KubeletLoop implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(150);
    private static final Executor THREADS = task -> new Thread(task, "kubelets").start();

    private final CompletableFuture<Void> loop;
    private volatile boolean ends;

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
        } catch (IOException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void runOnce(Tick tick) throws IOException {
        try {
            tick.run();
        } catch (KubernetesClientException e) {
            System.out.println("a simulated kubelet tries again: " + e.getMessage());
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
