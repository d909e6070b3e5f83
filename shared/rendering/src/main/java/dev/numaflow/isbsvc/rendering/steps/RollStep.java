package dev.numaflow.isbsvc.rendering.steps;

/** What a roll does, node by node. */
public sealed interface RollStep extends NextStep.Act {

    /** The partition that the StatefulSet gets. */
    int partition();

    /**
     * The partition is lowered, so that the StatefulSet controller replaces one node, if that does not run the newest template yet.
     *
     * @param node the one that is replaced
     * @param number of this step, beginning with 1
     * @param steps how many there are
     */
    record Lower(int partition, String node, int number, int steps) implements RollStep {

        @Override
        public String message() {
            return "step " + number + " of " + steps + ": node " + node + " is replaced";
        }

        @Override
        public boolean isRecorded() {
            return true;
        }
    }

    /**
     * The partition is raised by one again, because the StatefulSet controller has not taken the node yet and the gate is shut now.
     *
     * @param node that is not replaced yet
     */
    record Raise(int partition, String node, String message) implements RollStep {

        @Override
        public boolean isRecorded() {
            return false;
        }
    }
}
