package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How long an acknowledged message may not be on disk yet; {@code always} means not at all.
 *
 * @param text as in the configuration of the servers; empty for their default
 */
public record SyncInterval(String text) {

    /** Not set: two minutes. */
    public static final SyncInterval SERVERS_DEFAULT = new SyncInterval("");

    private static final String ALWAYS = "always";
    private static final long SHORTEST = Duration.ofMillis(100).toNanos();
    private static final long LONGEST = Duration.ofHours(1).toNanos();
    private static final String ALLOWED =
            "always, or a duration from 100ms to 1h in hours, minutes, seconds or less, as 1s, 30s or 2m";

    /** Reads the user's value within the bounds: shorter times make no sense, and longer ones give no durability. */
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

    /** The running value from the configuration of the servers; empty where that is a value that is never rendered. */
    public static Optional<SyncInterval> running(String text) {
        Parsed<SyncInterval> read = read(new Scalar("sync_interval", text));
        return read.isGood() ? Optional.of(read.value()) : Optional.empty();
    }

    /** Whether it is the servers' default. */
    public boolean isDefault() {
        return text.isEmpty();
    }

    @Override
    public String toString() {
        return isDefault() ? "2m (the servers' default)" : text;
    }
}
