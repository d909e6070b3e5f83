package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.rendering.naming.Containers;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The state of the main container: current state, end of the last run, and results of its probes. */
record MainState(Current current, Optional<Terminated> last, int restarts, boolean started, boolean ready) {

    /** The current state of a container. */
    sealed interface Current permits Waiting, Running, Terminated {}

    /** Not running, with a reason that may require action by the user. */
    record Waiting(String reason, String message) implements Current {}

    /** Running since then. */
    record Running(String id, Instant since) implements Current {}

    /** Terminated. */
    record Terminated(String id, int exitCode, String reason, Instant started, Instant finished) implements Current {}

    /** The state when the node starts with a pod: keeps the restart count of an earlier node. */
    static MainState of(Pod pod) {
        List<ContainerStatus> known =
                pod.getStatus() == null ? null : pod.getStatus().getContainerStatuses();
        return initial(
                known == null
                        ? 0
                        : known.stream()
                                .filter(each -> each.getName().equals(Containers.MAIN))
                                .mapToInt(ContainerStatus::getRestartCount)
                                .findFirst()
                                .orElse(0));
    }

    static MainState initial(int restarts) {
        return new MainState(new Waiting("ContainerCreating", null), Optional.empty(), restarts, false, false);
    }

    boolean hasRun() {
        return current instanceof Running || current instanceof Terminated || last.isPresent();
    }

    MainState waiting(String reason, String message) {
        return new MainState(new Waiting(reason, message), last, restarts, false, false);
    }

    MainState running(String id, Instant since) {
        return new MainState(new Running(id, since), last, restarts, false, false);
    }

    /** Terminated; stays so until it waits for its next run. */
    MainState ended(int exitCode, Instant now) {
        return ended(exitCode, exitCode == 0 ? "Completed" : "Error", now);
    }

    /** Terminated because it exceeded its memory limit. */
    MainState outOfMemory(int exitCode, Instant now) {
        return ended(exitCode, "OOMKilled", now);
    }

    private MainState ended(int exitCode, String reason, Instant now) {
        Running run = (Running) current;
        Terminated end = new Terminated(run.id(), exitCode, reason, run.since(), now);
        return new MainState(end, Optional.of(end), restarts, false, false);
    }

    MainState restarting() {
        return new MainState(current, last, restarts + 1, started, ready);
    }

    MainState withStarted() {
        return new MainState(current, last, restarts, true, ready);
    }

    MainState withReady(boolean now) {
        return new MainState(current, last, restarts, started, now);
    }
}
