package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.local.watching.Writes;
import dev.numaflow.isbsvc.servers.ChildProcess;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Runs one pod from its binding to its deletion: starts its server, restarts it when it ends, reloads it, and stops it with the
 * pod. All work on a pod is serial, on a thread of its own.
 */
final class PodRunner implements AutoCloseable {
    private final PodContext context;
    private final Pod pod;
    private final PodHost host;
    private final String address;
    private final PodStatusWriter status;
    private final List<String> refusals;
    private final MainContainer container;
    private final RestartBackoff backoff = new RestartBackoff();
    private final PodThread thread;
    private final Termination termination;

    private MainState state;
    private ContainerRun run;
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
        this.container = new MainContainer(context, pod, address);
        this.state = MainState.of(pod);
        this.thread = new PodThread(host.host());
        this.termination = new Termination(thread, container);
    }

    void begin() {
        thread.soon(this::launch);
    }

    /** Receives the live pod, of which only the deletion and its grace period are used. */
    void observe(Pod latest) {
        if (latest.getMetadata().getDeletionTimestamp() != null) {
            Long grace = latest.getMetadata().getDeletionGracePeriodSeconds();
            thread.soon(() -> end(grace == null ? grace() : Duration.ofSeconds(grace)));
        }
    }

    /** Receives a change of a ConfigMap or Secret, maybe one of the pod's own. */
    void sourcesChanged() {
        thread.soon(() -> {
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
        ChildProcess started;
        try {
            started = container.start();
        } catch (NotYet missing) {
            show(state.waiting(missing.reason(), missing.getMessage()));
            thread.again(this::launch);
            return;
        }
        run = ContainerRun.of(
                started, container, thread, new Probing(container.spec(), address, thread.executor(), new Verdicts()));
        started.onExit().thenAccept(code -> thread.soon(() -> ended(started, code)));
        report("nats-server runs at " + address + " (pid " + started.pid() + ")");
        show((state.last().isPresent() ? state.restarting() : state).running(run.id(), Instant.now()));
        run.probing().begin();
    }

    private void ended(ChildProcess which, int code) {
        if (run == null || which != run.process()) {
            return;
        }
        Duration lasted = Duration.between(((MainState.Running) state.current()).since(), Instant.now());
        run.probing().close();
        state = run.memory().wasExceeded() ? state.outOfMemory(code, Instant.now()) : state.ended(code, Instant.now());
        run = null;
        if (ending) {
            thread.soon(this::remove);
            return;
        }
        Duration pause = backoff.after(lasted);
        report("nats-server ended with code " + code + ", starts again"
                + (pause.isZero() ? "" : " in " + pause.toSeconds() + " s") + "; see "
                + context.folders().log(host));
        if (pause.isZero()) {
            thread.soon(this::launch);
        } else {
            show(state.waiting("CrashLoopBackOff", "back-off " + pause.toSeconds() + "s restarting failed container"));
            thread.later(pause, this::launch);
        }
    }

    private void refreshFiles() {
        try {
            if (container.refreshFiles()) {
                report("configuration changed, nats-server reloads");
                run.process().signal(ChildProcess.Signal.HUP);
            }
        } catch (NotYet unusable) {
            report("changed configuration cannot be used: " + unusable.getMessage());
        }
    }

    private void end(Duration grace) {
        boolean first = !ending;
        ending = true;
        if (!isRunning()) {
            if (first) {
                thread.soon(this::remove);
            }
        } else if (first) {
            termination.begin(run.process(), grace);
        } else {
            termination.killAfter(run.process(), grace);
        }
    }

    /** The end of the pod: removes its object once nothing of it runs any more. */
    private void remove() {
        status.write(state);
        context.hosts().withdraw(host);
        Folders.delete(container.folder());
        report("has ended");
        new Writes(context.client()).deleteNow(pod);
    }

    private Duration grace() {
        Long stated = pod.getSpec().getTerminationGracePeriodSeconds();
        return Duration.ofSeconds(stated == null ? 30 : stated);
    }

    private boolean isRunning() {
        return run != null;
    }

    private void show(MainState changed) {
        if (changed.equals(state) && state.hasRun()) {
            return;
        }
        if (changed.current() instanceof MainState.Waiting waiting
                && !changed.current().equals(state.current())) {
            report("waits: " + waiting.reason() + (waiting.message() == null ? "" : ", " + waiting.message()));
        }
        state = changed;
        writeStatus();
    }

    /** Retried if it fails: a retry writes the state of that time. */
    private void writeStatus() {
        thread.soon(() -> status.write(state));
    }

    private void report(String what) {
        context.progress().report("pod " + host.namespace() + "/" + host.name() + " " + what);
    }

    /** Kills what runs: the pod's object is gone, or the node shuts down. */
    @Override
    public void close() {
        thread.finish(this::endAtOnce);
    }

    private void endAtOnce() {
        ending = true;
        if (run != null) {
            ContainerRun doomed = run;
            // Its end is not reported: a later node may continue the pod.
            run = null;
            doomed.probing().close();
            doomed.process().kill();
        }
        context.hosts().withdraw(host);
    }

    /** The results of the current run's probes. */
    private final class Verdicts implements Probing.Listener {
        @Override
        public void started() {
            show(state.withStarted());
        }

        @Override
        public void ready(boolean ready) {
            if (ready != state.ready()) {
                report(ready ? "is ready" : "is not ready");
            }
            show(state.withReady(ready));
        }

        @Override
        public void failed(String probe) {
            report("fails its " + probe + " probe and is started again");
            run.probing().close();
            termination.begin(run.process(), grace());
        }
    }
}
