package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.conf.SizeUnit;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes in the syntax of nats-server's configuration: {@code 20G} is 20 times a thousand cubed, {@code 20GB}, {@code 20Gi} and
 * {@code 20GiB} are 20 times 1024 cubed, in any case. Unlike the server, which wraps around, a size beyond 64 bits is refused.
 */
final class ByteSize {

    private static final Pattern SIZE = Pattern.compile(
            "(?<number>-?(?:0|[1-9][0-9]{0,18}))(?<unit>" + SizeUnit.PATTERN + ")?", Pattern.CASE_INSENSITIVE);

    private ByteSize() {}

    static Rule<Long> between(long least, long most, String allowed) {
        return scalar -> {
            Matcher size = SIZE.matcher(scalar.text());
            if (!size.matches()) {
                return scalar.refused(allowed);
            }
            BigInteger bytes = bytes(size);
            return bytes.compareTo(BigInteger.valueOf(least)) >= 0 && bytes.compareTo(BigInteger.valueOf(most)) <= 0
                    ? Parsed.of(bytes.longValueExact())
                    : scalar.refused(allowed);
        };
    }

    private static BigInteger bytes(Matcher size) {
        BigInteger number = new BigInteger(size.group("number"));
        String unit = size.group("unit");
        return unit == null
                ? number
                : number.multiply(BigInteger.valueOf(SizeUnit.factor(unit).orElseThrow()));
    }
}
