package dev.numaflow.isbsvc.rendering.input;

import java.util.List;
import java.util.regex.Pattern;

/** Formats an untrusted text for a message: on one line, however long or malformed it is. */
public final class Shown {

    /** How many names a message lists. */
    public static final int NAMES = 5;

    private static final int LONGEST = 60;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./-]{1,80}");

    private Shown() {}

    /** In quotes, with unprintable characters escaped, truncated where it is long. */
    public static String quoted(String text) {
        if (text == null) {
            return "nothing";
        }
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().limit(LONGEST).forEach(character -> appendEscaped(shown, character));
        boolean cut = text.codePoints().skip(LONGEST).findAny().isPresent();
        return shown.append(cut ? "...\"" : "\"").toString();
    }

    /** The name of a field as part of a path: unquoted where it looks like one. */
    public static String name(String text) {
        return NAME.matcher(text).matches() ? text : quoted(text);
    }

    /** Names or other parts of a message, which has to stay short however many there are. */
    public static String list(List<String> parts, int most) {
        return list(parts, most, ", ", " and %d more");
    }

    /** The same with another separator. @param rest what follows where there are more, with their number as {@code %d} */
    public static String list(List<String> parts, int most, String separator, String rest) {
        String first = String.join(separator, parts.subList(0, Math.min(parts.size(), most)));
        return parts.size() <= most ? first : first + rest.formatted(parts.size() - most);
    }

    /** At most so many characters of a text; a truncated one says so. */
    public static String cut(String text, int most) {
        if (text == null || text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "...";
    }

    /** Neither control characters nor those that hide, break or reverse a line. */
    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void appendEscaped(StringBuilder shown, int character) {
        switch (character) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            case '"', '\\' -> shown.append('\\').appendCodePoint(character);
            default -> {
                if (!isPrintable(character)) {
                    shown.append("\\u%04x".formatted(character));
                } else {
                    shown.appendCodePoint(character);
                }
            }
        }
    }
}
