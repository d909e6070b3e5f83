package dev.numaflow.isbsvc.cli.doctor;

import java.util.Locale;

/**
 * A finding of a check about one subject.
 *
 * @param check the subject of the check
 * @param todo the advice, as exact as possible; null where there is nothing to do
 */
public record Finding(String check, Level level, String found, String todo) {

    /** The severity of a finding. */
    public enum Level {
        OK,
        /** It works, but needs attention. */
        WARNING,
        /** Something does not work, or cannot be checked. */
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
