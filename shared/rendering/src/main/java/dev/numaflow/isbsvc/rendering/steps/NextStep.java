package dev.numaflow.isbsvc.rendering.steps;

/** The next step of a change that is carried out in steps, of whatever kind. */
public sealed interface NextStep {

    /** Something is done now. Each kind of change has its own. */
    non-sealed interface Act extends NextStep {

        /** How far the change is with it, in words for users. */
        String message();

        /** Whether users read of it in an Event; otherwise in the status alone. */
        boolean isRecorded();

        /** Whether an event reports the end of it: one of the object that it writes. */
        default boolean isReported() {
            return true;
        }
    }

    /**
     * Nothing is done yet.
     *
     * @param place how far the change is, in words for users
     * @param what it waits for, in words for users
     * @param isReported whether an event reports the end of it: only the servers know when a gate opens
     */
    record Wait(String place, String what, boolean isReported) implements NextStep {

        /** In words for users. */
        public String message() {
            return place + ": " + what;
        }

        /** With what another kind of change waits for meanwhile. */
        public Wait and(Wait other) {
            return new Wait(place, what + "; " + other.message(), isReported && other.isReported());
        }
    }

    /**
     * The change is complete, and so is everything that is stored: evictions are allowed as before.
     *
     * @param message what was done, in words for users
     */
    record Finish(String message) implements NextStep {}
}
