package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.Violation;

/**
 * A value exactly as it was written, before anybody has decided what type it is.
 *
 * @param path where it stands
 */
record Scalar(String path, String text) {

    private static final int SHOWN = 60;

    /** Refuses this value; the report stays on one line, however long or broken the value is. */
    <T> Parsed<T> refused(String allowed) {
        return Parsed.refused(new Violation(path, quoted(text), allowed));
    }

    static String quoted(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().limit(SHOWN).forEach(character -> appendEscaped(shown, character));
        return shown.append(text.codePointCount(0, text.length()) > SHOWN ? "...\"" : "\"")
                .toString();
    }

    private static void appendEscaped(StringBuilder shown, int character) {
        switch (character) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            case '"', '\\' -> shown.append('\\').appendCodePoint(character);
            default -> {
                if (Character.isISOControl(character)) {
                    shown.append("\\u%04x".formatted(character));
                } else {
                    shown.appendCodePoint(character);
                }
            }
        }
    }
}
