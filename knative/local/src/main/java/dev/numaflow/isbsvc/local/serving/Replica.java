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

/** One running process of a function. It is ready when its port accepts, which is what Knative's own probe asks. */
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
            // Nobody listens yet; the next probe asks again, until the process ends.
            return;
        }
    }

    /** Completes with the time that the start took; exceptionally if the process ended first. */
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

    /** Asks it to end and does not wait; it is killed when the grace is over. */
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
