package dev.numaflow.isbsvc.local.serving;

import dev.numaflow.isbsvc.servers.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** One running process of a function. It is ready when its port accepts connections, as for Knative's own probe. */
final class Replica {
    private static final Duration PROBE_PERIOD = Duration.ofMillis(10);

    private final ChildProcess process;
    private final int port;
    private final long startedAt = System.nanoTime();
    private final CompletableFuture<Duration> ready = new CompletableFuture<>();

    Replica(ChildProcess process, int port, ScheduledExecutorService clock) {
        this.process = process;
        this.port = port;
        ScheduledFuture<?> probing =
                clock.scheduleWithFixedDelay(this::probe, 0, PROBE_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        onExit(code ->
                ready.completeExceptionally(new IOException("ended with exit code " + code + " before it was ready")));
        Object unused = ready.whenComplete((took, failure) -> probing.cancel(false));
    }

    private void probe() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            if (socket.isConnected()) {
                ready.complete(Duration.ofNanos(System.nanoTime() - startedAt));
            }
        } catch (IOException notYet) {
            // Not listening yet; the next probe tries again, until the process ends.
            return;
        }
    }

    /** Completes with the duration of the start; exceptionally if the process ended first. */
    CompletableFuture<Duration> ready() {
        return ready;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    boolean alive() {
        return process.isAlive();
    }

    void onExit(IntConsumer action) {
        Object unused = process.onExit().thenAccept(action::accept);
    }

    /** Requests its end and does not wait; it is killed after the grace period. */
    void stop(Duration grace, ScheduledExecutorService clock) {
        process.signal(ChildProcess.Signal.TERM);
        ScheduledFuture<?> kill =
                clock.schedule(() -> process.signal(ChildProcess.Signal.KILL), grace.toMillis(), TimeUnit.MILLISECONDS);
        onExit(code -> kill.cancel(false));
    }

    void stopAndWait(Duration grace) {
        process.stop(grace);
    }
}
