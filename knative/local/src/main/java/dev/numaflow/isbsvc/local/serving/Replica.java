package dev.numaflow.isbsvc.local.serving;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** One running instance of a function. It is ready when its port accepts connections, as for Knative's own probe. */
final class Replica {
    private static final Duration PROBE_PERIOD = Duration.ofMillis(10);
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(200);

    private final Instance instance;
    private final long startedAt = System.nanoTime();
    private final CompletableFuture<Duration> ready = new CompletableFuture<>();

    Replica(Instance instance, ScheduledExecutorService clock) {
        this.instance = instance;
        ScheduledFuture<?> probing =
                clock.scheduleWithFixedDelay(this::probe, 0, PROBE_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        onExit(code ->
                ready.completeExceptionally(new IOException("ended with exit code " + code + " before it was ready")));
        Object unused = ready.whenComplete((took, failure) -> probing.cancel(false));
    }

    private void probe() {
        Optional<InetSocketAddress> address = instance.address();
        if (address.isEmpty()) {
            return;
        }
        try (Socket socket = new Socket()) {
            socket.connect(address.get(), (int) PROBE_TIMEOUT.toMillis());
            ready.complete(Duration.ofNanos(System.nanoTime() - startedAt));
        } catch (IOException notYet) {
            // Not listening yet; the next probe tries again, until the instance ends.
            return;
        }
    }

    /** Completes with the duration of the start; exceptionally if the process ended first. */
    CompletableFuture<Duration> ready() {
        return ready;
    }

    URI url() {
        InetSocketAddress address = instance.address().orElseThrow();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    boolean alive() {
        return instance.isAlive();
    }

    void onExit(IntConsumer action) {
        Object unused = instance.onExit().thenAccept(action::accept);
    }

    /** Requests its end and does not wait; it is killed after the grace period. */
    void stop(Duration grace, ScheduledExecutorService clock) {
        instance.terminate();
        ScheduledFuture<?> kill = clock.schedule(instance::kill, grace.toMillis(), TimeUnit.MILLISECONDS);
        onExit(code -> kill.cancel(false));
    }

    void stopAndWait(Duration grace) {
        instance.stop(grace);
    }
}
