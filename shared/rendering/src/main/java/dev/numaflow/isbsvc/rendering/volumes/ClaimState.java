package dev.numaflow.isbsvc.rendering.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The claim of a node as the API server reports it.
 *
 * @param phase {@code Bound}, {@code Pending} or {@code Lost}
 * @param requested what its spec asks for
 * @param capacity what the volume has, its file system included; zero where that is not known
 * @param waitsFor what a resize waits for, in words for users
 * @param failure why a resize failed, in the words of whoever resizes volumes; empty where it did not
 */
public record ClaimState(
        String name,
        String phase,
        boolean isTerminating,
        String storageClass,
        VolumeSize requested,
        VolumeSize capacity,
        String waitsFor,
        Optional<String> failure) {

    private static final String FILE_SYSTEM =
            "waits for the file system; a driver that cannot resize one in use needs its pod to be restarted";
    private static final String VOLUME = "waits for the volume";

    /** Reads a claim. */
    public static ClaimState of(JsonNode claim) {
        JsonNode spec = claim.path("spec");
        return new ClaimState(
                claim.at("/metadata/name").asText(),
                claim.at("/status/phase").asText("Pending"),
                claim.at("/metadata").hasNonNull("deletionTimestamp"),
                spec.path("storageClassName").asText(),
                VolumeSize.of(spec.at("/resources/requests/storage")),
                VolumeSize.of(claim.at("/status/capacity/storage")),
                waitsFor(claim.path("status")),
                failure(claim.path("status")));
    }

    /** Whether its spec has to be written so that it becomes as large as this. */
    public boolean isToAskFor(VolumeSize target) {
        return capacity.isBelow(target) && !requested.equals(target);
    }

    private static String waitsFor(JsonNode status) {
        return condition(status, "FileSystemResizePending").isPresent()
                        || resize(status).startsWith("NodeResize")
                ? FILE_SYSTEM
                : VOLUME;
    }

    private static Optional<String> failure(JsonNode status) {
        String state = resize(status);
        Optional<String> words = Stream.of("ControllerResizeError", "NodeResizeError")
                .flatMap(type -> condition(status, type).stream())
                .map(condition -> condition.path("message").asText())
                .findFirst();
        return state.endsWith("Infeasible") || state.endsWith("Failed")
                ? Optional.of(words.filter(text -> !text.isEmpty())
                        .map(text -> state + ": " + text)
                        .orElse(state))
                : words;
    }

    private static String resize(JsonNode status) {
        return status.at("/allocatedResourceStatuses/storage").asText();
    }

    private static Optional<JsonNode> condition(JsonNode status, String type) {
        return StreamSupport.stream(status.path("conditions").spliterator(), false)
                .filter(condition -> condition.path("type").asText().equals(type))
                .filter(condition -> condition.path("status").asText().equals("True"))
                .findFirst();
    }
}
