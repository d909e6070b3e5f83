package dev.numaflow.isbsvc.apiserver.schema;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.regex.Pattern;

/** The string formats of built-in types: times and bytes. */
final class TextFormats {
    private static final Pattern MICRO_TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}(Z|[+-]\\d\\d:\\d\\d)");

    private TextFormats() {}

    static boolean fits(String text, Schema schema) {
        if (schema.name().endsWith(".MicroTime")) {
            return MICRO_TIME.matcher(text).matches();
        }
        if (schema.name().endsWith(".Time")) {
            return isTime(text);
        }
        return !schema.node().path("format").asText().equals("byte") || isBase64(text);
    }

    private static boolean isTime(String text) {
        try {
            return OffsetDateTime.parse(text) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
