package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a pod says about the node in it.
 *
 * @param ready whether its server is ready for work
 */
public record PodState(String name, boolean ready, Optional<PodTrouble> trouble) {

    private static final String SERVER = "main";

    /** Reads a pod as the API server reports it. */
    public static PodState of(JsonNode pod) {
        JsonNode metadata = pod.path("metadata");
        boolean leaving = metadata.hasNonNull("deletionTimestamp");
        return new PodState(metadata.path("name").asText(), !leaving && serves(pod.path("status")), PodTrouble.of(pod));
    }

    /** A failing sidecar makes the pod unready, but the server in it serves on. */
    private static boolean serves(JsonNode status) {
        boolean podReady = items(status.path("conditions"))
                .anyMatch(c -> c.path("type").asText().equals("Ready")
                        && c.path("status").asText().equals("True"));
        return podReady
                || items(status.path("containerStatuses"))
                        .anyMatch(c -> c.path("name").asText().equals(SERVER)
                                && c.path("ready").asBoolean());
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
