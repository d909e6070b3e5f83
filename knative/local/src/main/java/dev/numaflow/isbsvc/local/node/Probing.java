package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Probe;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs the probes of one run of a container: startup, and after its success readiness and liveness. Reports all results on the
 * pod's own thread.
 */
final class Probing implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Container container;
    private final String address;
    private final ScheduledExecutorService thread;
    private final Listener listener;
    private final long begun = System.nanoTime();
    private boolean closed;

    /** Receives the results of the probes. */
    interface Listener {
        void started();

        void ready(boolean ready);

        /** The container must be restarted because of this probe. */
        void failed(String probe);
    }

    Probing(Container container, String address, ScheduledExecutorService thread, Listener listener) {
        this.container = container;
        this.address = address;
        this.thread = thread;
        this.listener = listener;
    }

    void begin() {
        if (container.getStartupProbe() == null) {
            started();
            return;
        }
        ProbeState startup = new ProbeState(container.getStartupProbe(), false);
        schedule(container.getStartupProbe(), startup, untilFirst(startup), () -> {
            if (startup.isGood()) {
                started();
                return false;
            }
            if (startup.isDecided()) {
                listener.failed("startup");
            }
            return !startup.isDecided();
        });
    }

    private void started() {
        listener.started();
        if (container.getReadinessProbe() == null) {
            listener.ready(true);
        } else {
            ProbeState readiness = new ProbeState(container.getReadinessProbe(), false);
            schedule(container.getReadinessProbe(), readiness, untilFirst(readiness), () -> {
                listener.ready(readiness.isGood());
                return true;
            });
        }
        if (container.getLivenessProbe() != null) {
            ProbeState liveness = new ProbeState(container.getLivenessProbe(), true);
            schedule(container.getLivenessProbe(), liveness, untilFirst(liveness), () -> {
                if (!liveness.isGood()) {
                    listener.failed("liveness");
                }
                return liveness.isGood();
            });
        }
    }

    /** Handles an answer; returns whether to probe again. */
    @FunctionalInterface
    private interface Verdict {
        boolean goOn();
    }

    private void schedule(Probe probe, ProbeState state, Duration pause, Verdict verdict) {
        if (!closed && !thread.isShutdown()) {
            thread.schedule(() -> ask(probe, state, verdict), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void ask(Probe probe, ProbeState state, Verdict verdict) {
        if (closed) {
            return;
        }
        long asked = System.nanoTime();
        HttpRequest request =
                HttpRequest.newBuilder(url(probe)).timeout(state.timeout()).build();
        CLIENT.sendAsync(request, BodyHandlers.discarding())
                .handle((response, failure) -> failure == null && isSuccess(response))
                .thenAccept(success -> onPodThread(() -> {
                    state.answered(success);
                    if (verdict.goOn()) {
                        Duration taken = Duration.ofNanos(System.nanoTime() - asked);
                        schedule(probe, state, notNegative(state.period().minus(taken)), verdict);
                    }
                }));
    }

    private void onPodThread(Runnable task) {
        if (!thread.isShutdown()) {
            thread.execute(() -> {
                if (!closed) {
                    task.run();
                }
            });
        }
    }

    private URI url(Probe probe) {
        String path =
                probe.getHttpGet().getPath() == null ? "/" : probe.getHttpGet().getPath();
        return URI.create("http://" + address + ":" + port(probe) + (path.startsWith("/") ? path : "/" + path));
    }

    private int port(Probe probe) {
        String name = probe.getHttpGet().getPort().getStrVal();
        return name == null
                ? probe.getHttpGet().getPort().getIntVal()
                : container.getPorts().stream()
                        .filter(port -> name.equals(port.getName()))
                        .map(ContainerPort::getContainerPort)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("the container has no port " + name));
    }

    private static boolean isSuccess(HttpResponse<?> response) {
        return response.statusCode() >= 200 && response.statusCode() < 400;
    }

    /** Delays count from the start of the container, also for probes that wait for the startup probe. */
    private Duration untilFirst(ProbeState state) {
        return notNegative(state.initialDelay().minus(Duration.ofNanos(System.nanoTime() - begun)));
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    @Override
    public void close() {
        closed = true;
    }
}
