package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.local.node.MainState.Running;
import dev.numaflow.isbsvc.local.node.MainState.Terminated;
import dev.numaflow.isbsvc.local.node.MainState.Waiting;
import dev.numaflow.isbsvc.rendering.naming.Containers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Computes a pod's status from the state of its main container. The other containers have no process here: they are reported as
 * running and ready while the main one runs.
 */
record PodStatusRenderer(Pod pod, String address, String server) {

    PodStatus of(MainState main, Instant now) {
        boolean ready = main.ready();
        return new PodStatusBuilder()
                .withPhase(main.hasRun() ? "Running" : "Pending")
                .withHostIP(Node.HOST_ADDRESS)
                .withPodIP(address)
                .addNewPodIP(address)
                .withStartTime(startTime(now))
                .withQosClass(pod.getStatus() == null ? null : pod.getStatus().getQosClass())
                .withConditions(
                        condition("PodScheduled", true, null, now),
                        condition("Initialized", true, null, now),
                        condition("ContainersReady", ready, "ContainersNotReady", now),
                        condition("Ready", ready, "ContainersNotReady", now))
                .withContainerStatuses(pod.getSpec().getContainers().stream()
                        .map(container -> container.getName().equals(Containers.MAIN)
                                ? main(container, main)
                                : reported(container, main))
                        .toList())
                .build();
    }

    private ContainerStatus main(Container container, MainState state) {
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID(server)
                .withContainerID(id(state))
                .withState(state(state.current()).build())
                .withLastState(state.last()
                        .filter(last -> !last.equals(state.current()))
                        .map(last -> state(last).build())
                        .orElse(null))
                .withRestartCount(state.restarts())
                .withStarted(state.started())
                .withReady(state.ready())
                .build();
    }

    private static ContainerStatus reported(Container container, MainState main) {
        boolean runs = main.current() instanceof Running;
        Instant since = main.current() instanceof Running running ? running.since() : null;
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID("no process on this node")
                .withState((runs ? running(since) : state(new Waiting("ContainerCreating", null))).build())
                .withRestartCount(0)
                .withStarted(runs)
                .withReady(runs)
                .build();
    }

    private static String id(MainState state) {
        if (state.current() instanceof Running running) {
            return running.id();
        }
        return state.last().map(Terminated::id).orElse(null);
    }

    private static ContainerStateBuilder state(MainState.Current current) {
        if (current instanceof Running running) {
            return running(running.since());
        }
        if (current instanceof Waiting waiting) {
            return new ContainerStateBuilder()
                    .withNewWaiting()
                    .withReason(waiting.reason())
                    .withMessage(waiting.message())
                    .endWaiting();
        }
        Terminated end = (Terminated) current;
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withContainerID(end.id())
                .withExitCode(end.exitCode())
                .withReason(end.reason())
                .withStartedAt(time(end.started()))
                .withFinishedAt(time(end.finished()))
                .endTerminated();
    }

    private static ContainerStateBuilder running(Instant since) {
        return new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt(time(since))
                .endRunning();
    }

    private PodCondition condition(String type, boolean holds, String reasonIfNot, Instant now) {
        String status = holds ? "True" : "False";
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(holds ? null : reasonIfNot)
                .withMessage(holds ? null : "containers with unready status: [" + Containers.MAIN + "]")
                .withLastTransitionTime(since(type, status).orElseGet(() -> time(now)))
                .build();
    }

    private Optional<String> since(String type, String status) {
        List<PodCondition> known = pod.getStatus() == null || pod.getStatus().getConditions() == null
                ? List.of()
                : pod.getStatus().getConditions();
        return known.stream()
                .filter(condition -> condition.getType().equals(type)
                        && condition.getStatus().equals(status))
                .map(PodCondition::getLastTransitionTime)
                .findFirst();
    }

    private String startTime(Instant now) {
        String known = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
        return known == null ? time(now) : known;
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
