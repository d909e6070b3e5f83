package dev.numaflow.isbsvc.apiserver.tables;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Formats an age as kubectl does. */
final class Age {
    private Age() {}

    static String of(JsonNode timestamp, Clock clock) {
        if (Json.absent(timestamp)) {
            return "<unknown>";
        }
        Duration age = Duration.between(Instant.parse(timestamp.asText()), clock.instant());
        if (age.toSeconds() < 120) {
            return Math.max(0, age.toSeconds()) + "s";
        }
        if (age.toMinutes() < 10) {
            return age.toMinutes() + "m" + (age.toSecondsPart() == 0 ? "" : age.toSecondsPart() + "s");
        }
        if (age.toHours() < 3) {
            return age.toMinutes() + "m";
        }
        if (age.toHours() < 48) {
            return age.toHours() + "h";
        }
        return age.toDays() + "d";
    }
}
