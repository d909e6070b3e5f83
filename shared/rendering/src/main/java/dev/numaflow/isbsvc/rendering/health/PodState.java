package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a pod says about the node in it. */
public record PodState(String name, Server server, Optional<PodTrouble> trouble) {

    /** How the server in a pod is. */
    public enum Server {
        /** Ready for work. */
        READY,
        /** Started and running, and just now not ready: a probe that fails for moments looks like this. */
        RUNS,
        /** Not there yet, ended, or leaving. */
        AWAY
    }

    private static final String SERVER = "main";

    /** Reads a pod as the API server reports it. */
    public static PodState of(JsonNode pod) {
        JsonNode metadata = pod.path("metadata");
        Server server = metadata.hasNonNull("deletionTimestamp") ? Server.AWAY : server(pod.path("status"));
        return new PodState(metadata.path("name").asText(), server, PodTrouble.of(pod));
    }

    /** Whether the server is ready for work. */
    public boolean ready() {
        return server == Server.READY;
    }

    /** Whether time alone may make it ready, in moments: it runs, and nothing is known to be amiss. */
    boolean isMerelyUnready() {
        return server == Server.RUNS && trouble.isEmpty();
    }

    /** A failing sidecar makes the pod unready, but the server in it serves on. */
    private static Server server(JsonNode status) {
        boolean podReady = items(status.path("conditions"))
                .anyMatch(c -> c.path("type").asText().equals("Ready")
                        && c.path("status").asText().equals("True"));
        Optional<JsonNode> main = items(status.path("containerStatuses"))
                .filter(PodState::isServer)
                .findFirst();
        if (podReady || main.filter(c -> c.path("ready").asBoolean()).isPresent()) {
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
        return container.path("name").asText().equals(SERVER);
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
