package dev.numaflow.isbsvc.rendering.conf;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses an unquoted value as nats-server does. */
final class ConfScalar {

    private static final int LONGEST_DECIMAL = 40;
    private static final Pattern NUMBER =
            Pattern.compile("(?<number>-?[0-9]+)(?<unit>" + SizeUnit.PATTERN + ")?", Pattern.CASE_INSENSITIVE);
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+\\.[0-9]+");
    private static final Set<String> ON = Set.of("true", "yes", "on");
    private static final Set<String> OFF = Set.of("false", "no", "off");

    private ConfScalar() {}

    /** Returns the value; a number that no server can hold is an {@link IllegalArgumentException}. */
    static NatsConf of(String word) {
        if (word.startsWith("$")) {
            return new NatsConf.Variable(word.substring(1));
        }
        Matcher number = NUMBER.matcher(word);
        if (number.matches()) {
            return new NatsConf.Number(number(number.group("number"), number.group("unit")));
        }
        if (DECIMAL.matcher(word).matches() && word.length() <= LONGEST_DECIMAL) {
            return new NatsConf.Decimal(new BigDecimal(word));
        }
        String lower = word.toLowerCase(Locale.ROOT);
        return ON.contains(lower) || OFF.contains(lower)
                ? new NatsConf.Flag(ON.contains(lower))
                : new NatsConf.Text(word);
    }

    /** Multiplies in 64 bits with wrap-around, as the server does, to return the value it runs with. */
    private static long number(String digits, String unit) {
        if (digits.length() > LONGEST_DECIMAL || new BigInteger(digits).bitLength() >= Long.SIZE) {
            throw new IllegalArgumentException("not a NATS configuration: a number beyond 64 bits");
        }
        long number = new BigInteger(digits).longValueExact();
        return unit == null ? number : number * SizeUnit.factor(unit).orElseThrow();
    }
}
