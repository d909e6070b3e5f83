package dev.numaflow.isbsvc.apiserver.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The canonical form of a resource quantity as the API server writes it: 1024Mi is 1Gi, 0.5 is 500m. */
public final class Quantity {
    static final String PATTERN = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";

    private static final Pattern SHAPE = Pattern.compile(
            "([+-]?(?:\\d+\\.?\\d*|\\.\\d+))" + "(?:(Ki|Mi|Gi|Ti|Pi|Ei)|(n|u|m|k|M|G|T|P|E)|[eE]([+-]?\\d{1,2}))?");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final Map<String, Integer> DECIMAL =
            Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
    /** Limits the text and its exponent before anything is computed. */
    private static final int LONGEST = 100;

    private static final BigInteger STEP = BigInteger.valueOf(1024);

    private Quantity() {}

    /** The canonical form; throws NumberFormatException for what is no quantity. */
    public static String canonical(String text) {
        Matcher matcher = match(text);
        BigDecimal value = value(text);
        if (matcher.group(2) != null) {
            return binary(value);
        }
        return matcher.group(4) == null ? decimal(value) : exponent(value);
    }

    /** The number; throws NumberFormatException for what is no quantity. */
    public static BigDecimal value(String text) {
        Matcher matcher = match(text);
        BigDecimal number = new BigDecimal(matcher.group(1).replaceAll("\\.$", ""));
        if (matcher.group(2) != null) {
            return number.multiply(new BigDecimal(STEP.pow(BINARY.indexOf(matcher.group(2)))));
        }
        if (matcher.group(4) != null) {
            return number.scaleByPowerOfTen(Integer.parseInt(matcher.group(4)));
        }
        return number.scaleByPowerOfTen(matcher.group(3) == null ? 0 : DECIMAL.get(matcher.group(3)));
    }

    private static Matcher match(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (text.length() > LONGEST || !matcher.matches()) {
            throw new NumberFormatException("not a quantity: " + text);
        }
        return matcher;
    }

    private static String binary(BigDecimal value) {
        if (value.abs().compareTo(new BigDecimal(STEP)) < 0
                || value.stripTrailingZeros().scale() > 0) {
            return decimal(value);
        }
        BigInteger whole = value.toBigIntegerExact();
        int power = 0;
        while (power < BINARY.size() - 1 && whole.mod(STEP).signum() == 0 && whole.signum() != 0) {
            whole = whole.divide(STEP);
            power++;
        }
        return whole + BINARY.get(power);
    }

    private static String decimal(BigDecimal value) {
        int power = power(value);
        String digits = mantissa(value, power);
        return DECIMAL.entrySet().stream()
                .filter(each -> each.getValue() == power)
                .map(each -> digits + each.getKey())
                .findFirst()
                .orElseThrow();
    }

    private static String exponent(BigDecimal value) {
        int power = power(value);
        return mantissa(value, power) + (power == 0 ? "" : "e" + power);
    }

    /** The highest power of a thousand that leaves a whole number; the smallest unit is a billionth. */
    private static int power(BigDecimal value) {
        if (value.signum() == 0) {
            return 0;
        }
        int power = 18;
        while (power > -9
                && value.scaleByPowerOfTen(-power).stripTrailingZeros().scale() > 0) {
            power -= 3;
        }
        return power;
    }

    private static String mantissa(BigDecimal value, int power) {
        return value.scaleByPowerOfTen(-power).setScale(0, RoundingMode.UP).toPlainString();
    }
}
