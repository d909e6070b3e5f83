package dev.numaflow.isbsvc.rendering.steps;

/** The next step of a roll, node by node. */
public sealed interface NextStep {

    /**
     * The partition is lowered, so that the StatefulSet controller replaces one node, if that does not run the newest template yet.
     *
     * @param node the one that is replaced
     * @param number of this step, beginning with 1
     * @param steps how many there are
     */
    record Lower(int partition, String node, int number, int steps) implements NextStep {

        /** In words for users. */
        public String message() {
            return "step " + number + " of " + steps + ": node " + node + " is replaced";
        }
    }

    /**
     * The partition is raised by one again, because the StatefulSet controller has not taken the node yet and the gate is shut now.
     *
     * @param node that is not replaced yet
     * @param message why, in words for users
     */
    record Raise(int partition, String node, String message) implements NextStep {}

    /**
     * Nothing is done yet.
     *
     * @param place how far the roll is, in words for users
     * @param what it waits for, in words for users
     * @param isReported whether an event reports the end of it: only the servers know when a gate opens
     */
    record Wait(String place, String what, boolean isReported) implements NextStep {

        /** In words for users. */
        public String message() {
            return place + ": " + what;
        }
    }

    /** Every node runs the newest template and has everything again: evictions are allowed as before. */
    record Finish() implements NextStep {}
}
