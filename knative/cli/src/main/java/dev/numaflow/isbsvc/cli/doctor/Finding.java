package dev.numaflow.isbsvc.cli.doctor;

import java.util.Locale;

/**
 * What a check has found about one thing.
 *
 * @param check what was looked at
 * @param todo what to do, as exactly as it can be said; null where there is nothing to do
 */
public record Finding(String check, Level level, String found, String todo) {

    /** How bad it is. */
    public enum Level {
        OK,
        /** It works, and somebody should know. */
        WARNING,
        /** Something does not work, or cannot be judged. */
        PROBLEM;

        /** As it is printed. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String found) {
        return new Finding(check, Level.OK, found, null);
    }

    static Finding warning(String check, String found, String todo) {
        return new Finding(check, Level.WARNING, found, todo);
    }

    static Finding problem(String check, String found, String todo) {
        return new Finding(check, Level.PROBLEM, found, todo);
    }
}
