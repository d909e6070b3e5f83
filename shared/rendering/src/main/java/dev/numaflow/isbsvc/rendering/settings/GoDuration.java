package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A duration in the syntax of Go: {@code 72h}, {@code 1h30m}, {@code 500ms}. There are no days, and a bare number other than zero
 * has no meaning.
 *
 * @param text as written
 * @param nanos the same in nanoseconds, as JetStream counts
 */
public record GoDuration(String text, long nanos) {

    private static final String PART = "([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)";
    private static final Pattern PARTS = Pattern.compile(PART);
    private static final Pattern WHOLE = Pattern.compile("(?:" + PART + ")+");
    private static final int LONGEST_TEXT = 100;
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final Map<String, Long> UNITS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "\u00b5s", 1_000L,
            "\u03bcs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private static final String WRITTEN = "a duration in hours, minutes, seconds or less, as 72h, 1h30m, 60s or 500ms";

    public static GoDuration ofMinutes(int minutes) {
        return new GoDuration(minutes + "m", Math.multiplyExact(minutes, UNITS.get("m")));
    }

    /** A duration of at least so many nanoseconds. */
    static Rule<GoDuration> atLeast(long nanos) {
        return scalar -> read(scalar, nanos, false, WRITTEN + " (%s; days are not known)".formatted(bounds(nanos)));
    }

    /**
     * A duration within these bounds, which includes both.
     *
     * @param path of the value
     * @param allowed what is allowed, in words
     */
    public static Parsed<GoDuration> between(String path, String text, Duration least, Duration most, String allowed) {
        Scalar scalar = new Scalar(path, text);
        Parsed<GoDuration> read = read(scalar, least.toNanos(), false, allowed);
        return read.isGood() && read.value().nanos() > most.toNanos() ? scalar.refused(allowed) : read;
    }

    /** The same, or zero for no limit. */
    static Rule<GoDuration> zeroOrAtLeast(long nanos) {
        return scalar -> read(
                scalar, nanos, true, WRITTEN + " (%s; days are not known), or 0 for no limit".formatted(bounds(nanos)));
    }

    private static Parsed<GoDuration> read(Scalar scalar, long least, boolean orZero, String allowed) {
        String text = scalar.text();
        boolean zero = text.equals("0");
        if (!zero && (text.length() > LONGEST_TEXT || !WHOLE.matcher(text).matches())) {
            return scalar.refused(allowed);
        }
        BigDecimal nanos = zero ? BigDecimal.ZERO : nanos(text);
        boolean good = nanos.signum() == 0
                ? orZero
                : nanos.compareTo(BigDecimal.valueOf(least)) >= 0 && nanos.compareTo(LONGEST) <= 0;
        return good ? Parsed.of(new GoDuration(text, nanos.longValueExact())) : scalar.refused(allowed);
    }

    private static BigDecimal nanos(String text) {
        BigDecimal sum = BigDecimal.ZERO;
        Matcher parts = PARTS.matcher(text);
        while (parts.find()) {
            BigDecimal part = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(UNITS.get(parts.group(2))));
            sum = sum.add(part.setScale(0, RoundingMode.DOWN));
        }
        return sum;
    }

    /** JetStream counts nanoseconds in 64 bits. */
    private static String bounds(long least) {
        return inMillis(least) + " to " + Long.MAX_VALUE / UNITS.get("h") + "h";
    }

    private static String inMillis(long nanos) {
        return nanos < 1_000_000 ? nanos + "ns" : nanos / 1_000_000 + "ms";
    }
}
