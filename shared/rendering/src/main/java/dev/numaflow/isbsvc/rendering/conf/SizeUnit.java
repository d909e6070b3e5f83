package dev.numaflow.isbsvc.rendering.conf;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The units that nats-server reads behind a number, in any case: {@code k}, {@code m}, {@code g}, {@code t}, {@code p} and {@code e}
 * count in thousands; followed by {@code b}, {@code i} or {@code ib} they count in 1024s.
 */
public final class SizeUnit {

    /** What may follow a number, as part of a pattern that ignores case. */
    public static final String PATTERN = "[kmgtpe](?:b|i|ib)?";

    private static final Pattern UNIT = Pattern.compile(PATTERN, Pattern.CASE_INSENSITIVE);
    private static final String LETTERS = "kmgtpe";

    private SizeUnit() {}

    /** The multiplier of a unit; empty for a text that is no unit. */
    public static OptionalLong factor(String unit) {
        if (!UNIT.matcher(unit).matches()) {
            return OptionalLong.empty();
        }
        long base = unit.length() == 1 ? 1000 : 1024;
        long factor = 1;
        for (int i = LETTERS.indexOf(unit.toLowerCase(Locale.ROOT).charAt(0)); i >= 0; i--) {
            factor *= base;
        }
        return OptionalLong.of(factor);
    }
}
