package dev.numaflow.isbsvc.rendering.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Decides from what is noted on a Secret whether somebody else keeps writing it: each repair notes its time. A child shows a second writer
 * by what it wrote between two of our writes; of a Secret only the data that was wrong counts, whoever wrote the rest.
 */
public final class RepairNote {

    private static final int MOST = 2;
    private static final Duration OF_A_FIGHT = Duration.ofHours(1);
    private static final int MOST_MANAGERS = 4;
    private static final int LONGEST_NAME = 128;

    private RepairNote() {}

    /** The times of the last repairs with that of now, as they are noted. */
    public static String with(JsonNode secret, Instant now) {
        List<String> times = Stream.concat(times(secret), Stream.of(now))
                .map(Instant::toString)
                .toList();
        return String.join(",", times.subList(Math.max(0, times.size() - MOST), times.size()));
    }

    /** Whether it was repaired as often as it is within an hour. */
    static boolean isFight(JsonNode secret, Instant now) {
        return times(secret)
                        .filter(time -> Duration.between(time, now).abs().compareTo(OF_A_FIGHT) < 0)
                        .count()
                >= MOST;
    }

    /** Who else has written data of it, as the API server names them. */
    static String otherManagers(JsonNode secret) {
        String managers = StreamSupport.stream(
                        secret.at("/metadata/managedFields").spliterator(), false)
                .filter(entry -> entry.path("fieldsV1").has("f:data"))
                .map(entry -> entry.path("manager").asText())
                .filter(manager -> !manager.isEmpty() && manager.length() <= LONGEST_NAME)
                .filter(manager -> !manager.equals(Comparison.OUR_MANAGER))
                .distinct()
                .limit(MOST_MANAGERS)
                .collect(Collectors.joining(", "));
        return managers.isEmpty() ? "somebody whom the API server does not name" : managers;
    }

    /** Nothing of what somebody edited there. */
    private static Stream<Instant> times(JsonNode secret) {
        return Stream.of(secret.at("/metadata/annotations")
                        .path(Annotations.REPAIRED)
                        .asText()
                        .split(","))
                .flatMap(RepairNote::time);
    }

    private static Stream<Instant> time(String text) {
        try {
            return Stream.of(Instant.parse(text));
        } catch (DateTimeParseException edited) {
            return Stream.empty();
        }
    }
}
