package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Containers;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The state of the node in a pod. */
public record PodState(String name, Server server, Optional<PodTrouble> trouble) {

    /** The state of the server in a pod. */
    public enum Server {
        /** Ready for work. */
        READY,
        /** Started and running, but not ready now, as when a probe fails for a moment. */
        RUNS,
        /** Not started yet, ended, or terminating. */
        AWAY
    }

    /** Reads a pod as the API server reports it. */
    public static PodState of(JsonNode pod) {
        JsonNode metadata = pod.path("metadata");
        Server server = metadata.hasNonNull("deletionTimestamp") ? Server.AWAY : server(pod);
        return new PodState(metadata.path("name").asText(), server, PodTrouble.of(pod));
    }

    /** Whether the server is ready for work. */
    public boolean ready() {
        return server == Server.READY;
    }

    /** Whether it may become ready by itself in moments: it runs, and no trouble is known. */
    boolean isMerelyUnready() {
        return server == Server.RUNS && trouble.isEmpty();
    }

    /** Whether all containers are ready, as the StatefulSet controller requires of a pod before it replaces the next one. */
    public static boolean isWhole(JsonNode pod) {
        return pod.at("/status/phase").asText().equals("Running") && ObjectConditions.isTrue(pod, "Ready");
    }

    /** Whether nothing that the API server reports of a pod shows a run of its server, neither now nor before: its disk is empty. */
    public static boolean isServerUnstarted(JsonNode pod) {
        String phase = pod.at("/status/phase").asText("Pending");
        return (phase.isEmpty() || phase.equals("Pending"))
                && items(pod.path("status").path("containerStatuses"))
                        .filter(PodState::isServer)
                        .noneMatch(PodState::wasStarted);
    }

    private static boolean wasStarted(JsonNode container) {
        return container.path("restartCount").asInt() > 0
                || container.path("started").asBoolean()
                || container.path("ready").asBoolean()
                || !container.path("lastState").isEmpty()
                || container.at("/state/running").isObject()
                || container.at("/state/terminated").isObject();
    }

    /** A failing sidecar makes the pod unready, but its server keeps serving. */
    private static Server server(JsonNode pod) {
        Optional<JsonNode> main = items(pod.path("status").path("containerStatuses"))
                .filter(PodState::isServer)
                .findFirst();
        if (ObjectConditions.isTrue(pod, "Ready")
                || main.filter(c -> c.path("ready").asBoolean()).isPresent()) {
            return Server.READY;
        }
        return main.filter(c -> c.path("started").asBoolean()
                                && c.at("/state/running").isObject())
                        .isPresent()
                ? Server.RUNS
                : Server.AWAY;
    }

    /** Whether this is the status of the container in which the server runs. */
    static boolean isServer(JsonNode container) {
        return container.path("name").asText().equals(Containers.MAIN);
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
