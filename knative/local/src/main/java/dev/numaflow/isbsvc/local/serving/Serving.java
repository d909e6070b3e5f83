package dev.numaflow.isbsvc.local.serving;

import dev.numaflow.isbsvc.local.manifests.FunctionService;
import dev.numaflow.isbsvc.local.manifests.Reference;
import dev.numaflow.isbsvc.local.report.Progress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Stands in for Knative Serving: every function has an address immediately, and a process only while it has requests. */
public final class Serving implements AutoCloseable {
    private final Map<String, Function> functions = new TreeMap<>();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "serving");
        thread.setDaemon(true);
        return thread;
    });

    private record Function(Activator activator, Scale scale) {}

    /** The state of a function: its address, processes now, processes started so far. */
    public record State(URI url, int replicas, int starts) {}

    private Serving() {}

    /** Opens the address of every function; {@code changed} runs whenever a process starts or ends. */
    public static Serving start(
            List<FunctionService> services, Launcher launcher, Path logs, Progress progress, Runnable changed) {
        Serving serving = new Serving();
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (FunctionService service : services) {
            String name = service.name().name();
            RequestLog requestLog = new RequestLog(name, new FunctionLog(logs.resolve(name + ".log")), progress);
            Scale scale = new Scale(service, launcher, serving.clock, progress, () -> {
                // First, so that waiters find the change published.
                changed.run();
                serving.tellWaiting();
            });
            serving.functions.put(
                    service.name().toString(), new Function(new Activator(service, scale, requestLog, http), scale));
        }
        return serving;
    }

    /** The URL of the function that a trigger refers to; a request wakes it. */
    public URI url(Reference function) {
        Function found = functions.get(function.namespace() + "/" + function.name());
        if (found == null) {
            throw new IllegalArgumentException(
                    "no function " + function.namespace() + "/" + function.name() + " among " + functions.keySet());
        }
        return found.activator().url();
    }

    /** Every function by name. */
    public Map<String, State> states() {
        Map<String, State> states = new TreeMap<>();
        functions.forEach((name, function) -> states.put(
                name.substring(name.indexOf('/') + 1),
                new State(
                        function.activator().url(),
                        function.scale().replicas(),
                        function.scale().starts())));
        return states;
    }

    /** Whether every function is scaled to zero. */
    public boolean asleep() {
        return functions.values().stream().allMatch(function -> function.scale().replicas() == 0);
    }

    /** Waits until every function is scaled to zero; false if one is not at the timeout. */
    public synchronized boolean awaitAsleep(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!asleep()) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private synchronized void tellWaiting() {
        notifyAll();
    }

    @Override
    public void close() {
        functions.values().forEach(function -> function.activator().close());
        functions.values().parallelStream().forEach(function -> function.scale().close());
        clock.shutdownNow();
    }
}
