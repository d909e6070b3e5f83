package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.validation.Parsed;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How long servers may have acknowledged a message before it is on disk: {@code always} is not at all.
 *
 * @param text as it stands in the configuration of the servers; empty where they are left to their default
 */
public record SyncInterval(String text) {

    /** Not set: two minutes. */
    public static final SyncInterval SERVERS_DEFAULT = new SyncInterval("");

    private static final String ALWAYS = "always";
    private static final long SHORTEST = Duration.ofMillis(100).toNanos();
    private static final long LONGEST = Duration.ofHours(1).toNanos();
    private static final String ALLOWED =
            "always, or a duration from 100ms to 1h in hours, minutes, seconds or less, as 1s, 30s or 2m";

    /** Reads what a user has written; shorter times than these are none, and longer ones no durability. */
    static Parsed<SyncInterval> read(Scalar scalar) {
        String text = scalar.text();
        if (text.toLowerCase(Locale.ROOT).equals(ALWAYS)) {
            return Parsed.of(new SyncInterval(ALWAYS));
        }
        if (text.isEmpty()) {
            return Parsed.of(SERVERS_DEFAULT);
        }
        Parsed<GoDuration> duration = GoDuration.atLeast(SHORTEST).read(scalar);
        return duration.isGood() && duration.value().nanos() <= LONGEST
                ? Parsed.of(new SyncInterval(text))
                : scalar.refused(ALLOWED);
    }

    /** What runs, as the configuration of the servers says it; nothing where it says something that we never write. */
    public static Optional<SyncInterval> running(String text) {
        Parsed<SyncInterval> read = read(new Scalar("sync_interval", text));
        return read.isGood() ? Optional.of(read.value()) : Optional.empty();
    }

    /** Whether it is left to the servers. */
    public boolean isDefault() {
        return text.isEmpty();
    }

    @Override
    public String toString() {
        return isDefault() ? "2m (the servers' default)" : text;
    }
}
