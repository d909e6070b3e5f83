package dev.numaflow.isbsvc.rendering.volumes;

import dev.numaflow.isbsvc.rendering.steps.NextStep;

/** What is done so that the volumes of a service grow. */
public sealed interface VolumeStep extends NextStep.Act {

    /**
     * The spec of a claim asks for another size.
     *
     * @param claim its name
     * @param number of this step, beginning with 1
     * @param steps how many there are
     */
    record Ask(String claim, VolumeSize from, VolumeSize to, int number, int steps) implements VolumeStep {

        @Override
        public String message() {
            return "step " + number + " of " + steps + ": claim " + claim + " asks for " + to + " instead of " + from;
        }

        @Override
        public boolean isRecorded() {
            return true;
        }
    }

    /** The StatefulSet is created again for new claims of that size; its pods stay. */
    record Recreate(VolumeSize size, int steps) implements VolumeStep {

        @Override
        public String message() {
            return "step " + steps + " of " + steps + ": the StatefulSet is created again with claims of " + size
                    + ", and its pods stay";
        }

        @Override
        public boolean isRecorded() {
            return true;
        }
    }
}
