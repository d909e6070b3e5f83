package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How the main container is: what it does now, how its last run ended, and what its probes say. */
record MainState(Current current, Optional<Terminated> last, int restarts, boolean started, boolean ready) {

    /** What a container does at one moment. */
    sealed interface Current permits Waiting, Running, Terminated {}

    /** It is not run, for a reason that users may have to do something about. */
    record Waiting(String reason, String message) implements Current {}

    /** It runs since then. */
    record Running(String id, Instant since) implements Current {}

    /** It has ended. */
    record Terminated(String id, int exitCode, String reason, Instant started, Instant finished) implements Current {}

    /** As it is when the node begins with a pod: an earlier node may have restarted it before. */
    static MainState of(Pod pod) {
        List<ContainerStatus> known =
                pod.getStatus() == null ? null : pod.getStatus().getContainerStatuses();
        return initial(
                known == null
                        ? 0
                        : known.stream()
                                .filter(each -> each.getName().equals(PodRequirements.MAIN))
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

    /** Ended; it stays so until it waits for its next run. */
    MainState ended(int exitCode, Instant now) {
        return ended(exitCode, exitCode == 0 ? "Completed" : "Error", now);
    }

    /** Ended because it had more memory than it may. */
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
