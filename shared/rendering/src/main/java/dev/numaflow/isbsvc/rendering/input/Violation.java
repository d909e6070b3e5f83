package dev.numaflow.isbsvc.rendering.input;

import java.util.Collection;

/**
 * One reason why an input is refused: the path, the value found there, and what is allowed.
 *
 * @param path the field's path, as {@code spec.jetstream.replicas}
 * @param found the value, never a secret
 * @param allowed what is accepted, in words a user can act on
 */
public record Violation(String path, String found, String allowed) {

    private static final String UNKNOWN_FIELD = "unknown field";
    private static final int LONGEST_PATH = 300;
    private static final int LONGEST_FOUND = 300;
    private static final int LONGEST_ALLOWED = 1_500;

    /** Names and values may be of any length, so they are truncated. */
    public Violation {
        path = Shown.cut(path, LONGEST_PATH);
        found = Shown.cut(found.isBlank() ? '"' + found + '"' : found, LONGEST_FOUND);
        allowed = Shown.cut(allowed, LONGEST_ALLOWED);
    }

    /** An unknown field. */
    public static Violation unknownField(String path, Collection<String> known) {
        return new Violation(path, UNKNOWN_FIELD, "one of " + String.join(", ", known));
    }

    /** Whether the field is unknown, which a newer program may know. */
    public boolean isUnknownField() {
        return found.equals(UNKNOWN_FIELD);
    }

    @Override
    public String toString() {
        return path + ": found " + found + ", allowed: " + allowed;
    }
}
