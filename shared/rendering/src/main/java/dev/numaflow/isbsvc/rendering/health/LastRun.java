package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the last run of a container ended that is not up; absent once it has started successfully.
 *
 * @param terminated as the API server reports it
 * @param restarts how often it has been restarted
 */
record LastRun(JsonNode terminated, int restarts) {

    private static final String OUT_OF_MEMORY = "OOMKilled";
    private static final int ONE_MAY_HAPPEN = 1;
    private static final int LONGEST_MESSAGE = 200;

    static Optional<LastRun> of(JsonNode container) {
        if (container.path("ready").asBoolean() || container.path("started").asBoolean()) {
            return Optional.empty();
        }
        return Stream.of("/state/terminated", "/lastState/terminated")
                .map(container::at)
                .filter(JsonNode::isObject)
                .findFirst()
                .map(ended -> new LastRun(ended, container.path("restartCount").asInt()));
    }

    boolean wasOutOfMemory() {
        return terminated.path("reason").asText().equals(OUT_OF_MEMORY);
    }

    /** It keeps ending, also at moments at which Kubernetes reports it as running or just terminated. */
    boolean isOneOfMany() {
        return restarts > ONE_MAY_HAPPEN;
    }

    /** The reason, the exit code and the termination message. */
    String message() {
        String end = " ended with " + terminated.path("reason").asText("an error") + ", exit code "
                + terminated.path("exitCode").asInt();
        String message = terminated.path("message").asText().strip();
        return message.isEmpty() ? end : end + ": " + message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
    }
}
