package dev.numaflow.isbsvc.cli.print;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Formats durations as kubectl does: in one unit, the largest that is precise enough. */
public final class Since {

    private static final String UNKNOWN = "?";
    private static final int DOUBLE = 2;

    private Since() {}

    /** The age of a timestamp of the API server; a question mark for an invalid one. */
    public static String age(String time, Instant now) {
        try {
            return span(Duration.between(Instant.parse(time), now));
        } catch (DateTimeParseException e) {
            return UNKNOWN;
        }
    }

    /** Formats a duration; a negative one counts as zero. */
    public static String span(Duration span) {
        if (span.toDays() >= DOUBLE) {
            return span.toDays() + "d";
        }
        if (span.toHours() >= DOUBLE) {
            return span.toHours() + "h";
        }
        return span.toMinutes() >= DOUBLE ? span.toMinutes() + "m" : Math.max(0, span.toSeconds()) + "s";
    }
}
