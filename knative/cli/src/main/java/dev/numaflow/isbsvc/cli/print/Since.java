package dev.numaflow.isbsvc.cli.print;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Writes how long something is ago or ahead, as kubectl does: one unit, the largest that says enough. */
public final class Since {

    private static final String UNKNOWN = "?";
    private static final int DOUBLE = 2;

    private Since() {}

    /** The age of a time as the API server writes it; a question mark for what is no time. */
    public static String age(String time, Instant now) {
        try {
            return span(Duration.between(Instant.parse(time), now));
        } catch (DateTimeParseException e) {
            return UNKNOWN;
        }
    }

    /** A span of time; what is ahead counts as nothing. */
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
