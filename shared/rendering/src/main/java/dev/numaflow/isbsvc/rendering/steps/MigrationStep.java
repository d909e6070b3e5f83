package dev.numaflow.isbsvc.rendering.steps;

/** A step of taking nodes from one encryption to the next. */
public sealed interface MigrationStep extends NextStep.Act {

    @Override
    default boolean isRecorded() {
        return true;
    }

    /**
     * The pod template gets the names of the next encryption, and no node is replaced by that.
     *
     * @param message what changes, in words for users
     */
    record Begin(String message) implements MigrationStep {}

    /**
     * The disk of a node is deleted, and the partition lowered, so that the StatefulSet controller replaces the pod: the next one has an
     * empty disk and the next encryption.
     *
     * @param ordinal the node, and the partition that is written
     * @param node its name
     * @param number of this step, beginning with 1
     * @param steps how many there are
     * @param withDisk whether the disk has to go: not that of a node that has the next encryption although it is below the partition, which
     *     somebody raised by hand
     */
    record Replace(int ordinal, String node, int number, int steps, boolean withDisk) implements MigrationStep {

        @Override
        public String message() {
            return "step " + number + " of " + steps + ": node " + node + " is replaced, with its disk";
        }
    }

    /**
     * The StatefulSet controller knows from which template the next pod of the node is, so that may be made as soon as the claim is gone.
     *
     * @param node its name
     */
    record Release(int ordinal, String node) implements MigrationStep {

        @Override
        public String message() {
            return "node " + node + " is being replaced, with its disk";
        }

        @Override
        public boolean isRecorded() {
            return false;
        }
    }

    /**
     * The number of nodes is written, while nobody stores anything on those that come or go by it.
     *
     * @param nodes how many
     * @param message what changes, in words for users
     */
    record Scale(int nodes, String message) implements MigrationStep {}

    /**
     * No node was replaced yet, and the user does not want it any more: the pod template gets the names that all of them have.
     *
     * @param what was to change, in words for users
     * @param why in words for users; empty where the spec says so
     */
    record TakeBack(String what, String why) implements MigrationStep {

        @Override
        public String message() {
            return "the change of " + what + " is taken back, before any node was replaced"
                    + (why.isEmpty() ? "" : ": " + why);
        }
    }

    /** No pod can need the names before any more. */
    record Settle() implements MigrationStep {

        @Override
        public String message() {
            return "every node has the new encryption";
        }

        @Override
        public boolean isRecorded() {
            return false;
        }
    }
}
