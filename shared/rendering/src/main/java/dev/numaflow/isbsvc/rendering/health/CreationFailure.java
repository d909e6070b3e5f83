package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Shown;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why a StatefulSet gets no pods: a quota, a policy, a missing PriorityClass. Only an Event of its controller reports it, and only
 * the newest counts, because the controller also records an Event for each pod that it created.
 */
public final class CreationFailure {

    private static final int LONGEST = 400;
    private static final String FAILED = "FailedCreate";
    private static final Map<String, Integer> ORDER = Map.of("SuccessfulCreate", 0, FAILED, 1);
    /** The fields with the last time of an Event, the newest API first. */
    private static final List<String> TIMES =
            List.of("/series/lastObservedTime", "/lastTimestamp", "/eventTime", "/metadata/creationTimestamp");

    private CreationFailure() {}

    /** Whether the controller has observed the StatefulSet and pods are missing nevertheless: only then its Events are read. */
    public static boolean isPossible(JsonNode statefulSet) {
        JsonNode status = statefulSet.path("status");
        return status.hasNonNull("observedGeneration")
                && status.path("observedGeneration").asLong()
                        >= statefulSet.at("/metadata/generation").asLong()
                && status.path("replicas").asInt()
                        < statefulSet.at("/spec/replicas").asInt(1);
    }

    /** The message of the newest Event of this StatefulSet, if it reports a failure. @param events about objects of its name */
    public static Optional<String> newest(List<JsonNode> events, JsonNode statefulSet) {
        String uid = statefulSet.at("/metadata/uid").asText();
        return events.stream()
                .filter(event -> event.at("/involvedObject/uid").asText().equals(uid))
                .filter(event -> ORDER.containsKey(reason(event)))
                .max(Comparator.comparing(CreationFailure::time).thenComparing(event -> ORDER.get(reason(event))))
                .filter(event -> reason(event).equals(FAILED))
                .map(event -> Shown.cut(event.path("message").asText().replaceAll("\\s+", " "), LONGEST));
    }

    private static String reason(JsonNode event) {
        return event.path("reason").asText();
    }

    private static Instant time(JsonNode event) {
        return TIMES.stream()
                .map(path -> event.at(path).asText())
                .flatMap(CreationFailure::parsed)
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    private static Stream<Instant> parsed(String time) {
        try {
            return Stream.of(Instant.parse(time));
        } catch (DateTimeParseException absent) {
            return Stream.empty();
        }
    }
}
