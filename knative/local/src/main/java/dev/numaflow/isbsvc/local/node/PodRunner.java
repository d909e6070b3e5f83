package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.local.watching.Writes;
import dev.numaflow.isbsvc.servers.ChildProcess;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs one pod from the moment it is bound to the node until it is gone: starts its server, starts it again when it ends,
 * lets it reload, ends it with the pod. Everything of a pod happens on a thread of its own, one thing at a time.
 */
final class PodRunner implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PodRunner.class.getName());
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private final PodContext context;
    private final Pod pod;
    private final PodHost host;
    private final String address;
    private final PodStatusWriter status;
    private final List<String> refusals;
    private final MainContainer container;
    private final RestartBackoff backoff = new RestartBackoff();
    private final ScheduledExecutorService thread;

    private MainState state;
    private ChildProcess process;
    private Probing probing;
    private boolean ending;

    PodRunner(PodContext context, Pod pod) {
        this.context = context;
        this.pod = pod;
        this.host = PodHost.of(pod);
        this.address = context.hosts().publish(host);
        this.status = new PodStatusWriter(
                context.client(),
                host,
                pod.getMetadata().getUid(),
                address,
                context.server().toString());
        this.refusals = PodRequirements.refusals(pod);
        this.container = new MainContainer(context, pod, main(pod), address);
        this.state = MainState.initial(restartsSoFar(pod));
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "pod-" + host.name());
            made.setDaemon(true);
            return made;
        });
    }

    private static Container main(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .filter(each -> each.getName().equals(PodRequirements.MAIN))
                .findFirst()
                .orElse(pod.getSpec().getContainers().get(0));
    }

    private static int restartsSoFar(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null
                ? 0
                : pod.getStatus().getContainerStatuses().stream()
                        .filter(each -> each.getName().equals(PodRequirements.MAIN))
                        .mapToInt(ContainerStatus::getRestartCount)
                        .findFirst()
                        .orElse(0);
    }

    void begin() {
        post(this::launch);
    }

    /** Learns how the pod is at the API server: all that matters of it is whether it is to end, and how fast. */
    void observe(Pod latest) {
        if (latest.getMetadata().getDeletionTimestamp() != null) {
            Long grace = latest.getMetadata().getDeletionGracePeriodSeconds();
            post(() -> end(grace == null ? grace() : Duration.ofSeconds(grace)));
        }
    }

    /** Learns that a ConfigMap or Secret changed, perhaps one of its own. */
    void sourcesChanged() {
        post(() -> {
            if (isRunning() && !ending) {
                refreshFiles();
            }
        });
    }

    private void launch() {
        if (ending || isRunning()) {
            return;
        }
        if (!refusals.isEmpty()) {
            show(state.waiting("NotHonoured", String.join("; ", refusals)));
            return;
        }
        try {
            process = container.start();
        } catch (NotYet missing) {
            show(state.waiting(missing.reason(), missing.getMessage()));
            later(RETRY_PAUSE, this::launch);
            return;
        }
        ChildProcess started = process;
        started.onExit().thenAccept(code -> post(() -> ended(started, code)));
        say("nats-server runs at " + address + " (pid " + started.pid() + ")");
        show((state.last().isPresent() ? state.restarting() : state).running(id(started), Instant.now()));
        probing = new Probing(container.spec(), address, thread, new Verdicts());
        probing.begin();
    }

    private void ended(ChildProcess which, int code) {
        if (which != process) {
            return;
        }
        Duration run = Duration.between(((MainState.Running) state.current()).since(), Instant.now());
        probing.close();
        process = null;
        state = state.ended(code, Instant.now());
        if (ending) {
            remove();
            return;
        }
        Duration pause = backoff.after(run);
        say("nats-server ended with code " + code + ", starts again"
                + (pause.isZero() ? "" : " in " + pause.toSeconds() + " s") + "; see "
                + context.folders().log(host));
        if (pause.isZero()) {
            launch();
        } else {
            show(state.waiting("CrashLoopBackOff", "back-off " + pause.toSeconds() + "s restarting failed container"));
            later(pause, this::launch);
        }
    }

    private void refreshFiles() {
        try {
            if (container.refreshFiles()) {
                say("configuration changed, nats-server reloads");
                process.signal(ChildProcess.Signal.HUP);
            }
        } catch (NotYet unusable) {
            say("changed configuration cannot be used: " + unusable.getMessage());
        }
    }

    private void end(Duration grace) {
        boolean first = !ending;
        ending = true;
        if (!isRunning()) {
            if (first) {
                remove();
            }
        } else if (first) {
            stop(grace);
        } else {
            killAfter(grace);
        }
    }

    /** What is to be run before the end, then a request to end; who has not ended after the grace is killed. */
    private void stop(Duration grace) {
        ChildProcess stopping = process;
        killAfter(grace);
        container
                .beforeStop()
                .ifPresentOrElse(
                        hook -> hook.onExit().thenAccept(code -> post(() -> stopping.signal(ChildProcess.Signal.TERM))),
                        () -> stopping.signal(ChildProcess.Signal.TERM));
    }

    private void killAfter(Duration grace) {
        ChildProcess doomed = process;
        later(grace, () -> doomed.signal(ChildProcess.Signal.KILL));
    }

    /** The end of the pod: its object goes when nothing of it runs any more. */
    private void remove() {
        try {
            status.write(state);
            context.hosts().withdraw(host);
            Folders.delete(container.folder());
            say("has ended");
            new Writes(context.client()).deleteNow(pod);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, host.host() + " is removed later: " + e.getMessage(), e);
            later(RETRY_PAUSE, this::remove);
        }
    }

    private Duration grace() {
        Long stated = pod.getSpec().getTerminationGracePeriodSeconds();
        return Duration.ofSeconds(stated == null ? 30 : stated);
    }

    private boolean isRunning() {
        return process != null;
    }

    private void show(MainState changed) {
        if (changed.equals(state) && state.hasRun()) {
            return;
        }
        if (changed.current() instanceof MainState.Waiting waiting
                && !changed.current().equals(state.current())) {
            say("waits: " + waiting.reason() + (waiting.message() == null ? "" : ", " + waiting.message()));
        }
        state = changed;
        writeStatus();
    }

    private void writeStatus() {
        try {
            status.write(state);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, host.host() + ": its status is written later: " + e.getMessage(), e);
            later(RETRY_PAUSE, this::writeStatus);
        }
    }

    private static String id(ChildProcess process) {
        return "process://" + process.pid();
    }

    private void say(String what) {
        context.narrator().say("pod " + host.namespace() + "/" + host.name() + " " + what);
    }

    private void post(Runnable task) {
        later(Duration.ZERO, task);
    }

    private void later(Duration pause, Runnable task) {
        if (!thread.isShutdown()) {
            thread.schedule(() -> guarded(task), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, host.host() + ": " + e.getMessage(), e);
            later(RETRY_PAUSE, task);
        }
    }

    /** Ends at once whatever runs: the pod's object is gone, or the node is. */
    @Override
    public void close() {
        CompletableFuture.runAsync(this::endAtOnce, thread).join();
        thread.shutdownNow();
    }

    private void endAtOnce() {
        ending = true;
        if (probing != null) {
            probing.close();
        }
        if (process != null) {
            ChildProcess doomed = process;
            // Its end is no longer news: the pod may live on, on another day.
            process = null;
            doomed.kill();
        }
        context.hosts().withdraw(host);
    }

    /** What the probes find about the present run. */
    private final class Verdicts implements Probing.Listener {
        @Override
        public void started() {
            show(state.withStarted());
        }

        @Override
        public void ready(boolean ready) {
            if (ready != state.ready()) {
                say(ready ? "is ready" : "is not ready");
            }
            show(state.withReady(ready));
        }

        @Override
        public void failed(String probe) {
            say("fails its " + probe + " probe and is started again");
            probing.close();
            stop(grace());
        }
    }
}
