package dev.numaflow.isbsvc.runtime.cluster;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Formats times as a Lease has them: always with six fractional digits. */
public final class MicroTime {

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private MicroTime() {}

    /** The formatted time. */
    public static String of(Instant time) {
        return MICROS.format(time);
    }
}
