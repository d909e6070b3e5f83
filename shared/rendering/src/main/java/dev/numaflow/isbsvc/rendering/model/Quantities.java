package dev.numaflow.isbsvc.rendering.model;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses quantities in the syntax of Kubernetes. The lengths of the text and of its exponent are checked before any computation:
 * {@code 1e999999999} is a short text, but its number fits into no memory.
 */
public final class Quantities {

    /** What is allowed, for messages to users. */
    public static final String ALLOWED =
            "a quantity such as 500m, 128Mi or 20Gi, at least 0 and below 8Ei, of at most 40 characters";

    private static final int LONGEST = 40;
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final Pattern SHAPE = Pattern.compile("(?<number>[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+))"
            + "(?:(?<binary>[KMGTPE])i|(?<decimal>[numkMGTPE])|[eE](?<exponent>[+-]?[0-9]{1,2}))?");
    private static final String BINARY = "KMGTPE";
    private static final Map<String, Integer> DECIMAL =
            Map.of("n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
    private static final BigInteger STEP = BigInteger.valueOf(1024);

    private Quantities() {}

    /** The amount of a text; empty for one that is no quantity, below zero, or beyond 64 bits. */
    public static Optional<BigDecimal> amount(String text) {
        if (text == null || text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher shape = SHAPE.matcher(text);
        return shape.matches()
                ? Optional.of(number(shape)).filter(amount -> amount.signum() >= 0 && amount.compareTo(MOST) <= 0)
                : Optional.empty();
    }

    /** The amount of a quantity; zero for an invalid one. */
    public static BigDecimal amount(Quantity quantity) {
        return amount(quantity.toString()).orElse(BigDecimal.ZERO);
    }

    private static BigDecimal number(Matcher shape) {
        BigDecimal number = new BigDecimal(shape.group("number"));
        if (shape.group("binary") != null) {
            return number.multiply(new BigDecimal(STEP.pow(BINARY.indexOf(shape.group("binary")) + 1)));
        }
        if (shape.group("decimal") != null) {
            return number.scaleByPowerOfTen(DECIMAL.get(shape.group("decimal")));
        }
        return shape.group("exponent") == null
                ? number
                : number.scaleByPowerOfTen(Integer.parseInt(shape.group("exponent")));
    }
}
