package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/** Decimal integers only: no leading zeros, underscores, exponents or units. */
final class WholeNumber {

    private static final Pattern DECIMAL = Pattern.compile("-?(?:0|[1-9][0-9]{0,30})");

    private static final Set<String> ZERO = Set.of("0", "-0");

    private WholeNumber() {}

    static Rule<Long> between(long least, long most, String allowed) {
        return scalar -> DECIMAL.matcher(scalar.text()).matches() && within(scalar.text(), least, most)
                ? Parsed.of(Long.valueOf(scalar.text()))
                : scalar.refused(allowed);
    }

    /** For limits where the server unexpectedly treats 0 as its default. */
    static Rule<Long> unlimitedOrAtLeastOne(long most, String allowed) {
        Rule<Long> number = between(-1, most, allowed);
        return scalar -> ZERO.contains(scalar.text()) ? scalar.refused(allowed) : number.read(scalar);
    }

    static Rule<Integer> oneOf(Set<Integer> values, String allowed) {
        return scalar -> values.stream()
                .filter(value -> value.toString().equals(scalar.text()))
                .findFirst()
                .map(Parsed::of)
                .orElseGet(() -> scalar.refused(allowed));
    }

    private static boolean within(String text, long least, long most) {
        BigInteger number = new BigInteger(text);
        return number.compareTo(BigInteger.valueOf(least)) >= 0 && number.compareTo(BigInteger.valueOf(most)) <= 0;
    }
}
