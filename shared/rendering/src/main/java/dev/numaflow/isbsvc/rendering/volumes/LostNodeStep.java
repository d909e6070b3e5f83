package dev.numaflow.isbsvc.rendering.volumes;

import dev.numaflow.isbsvc.rendering.steps.NextStep;

/** What is done so that a lost node comes back with another volume. */
public sealed interface LostNodeStep extends NextStep.Act {

    /** Its claim gets the time from which the user's duration counts. */
    record RecordLoss(String node) implements LostNodeStep {

        @Override
        public String message() {
            return "lost node " + node
                    + ": from now on its loss is proved, and the time counts after which it gets another volume";
        }

        @Override
        public boolean isRecorded() {
            return true;
        }
    }

    /**
     * Its claim is deleted.
     *
     * @param node the name of its pod
     * @param why it counts as lost
     */
    record GiveUpVolume(String node, String why) implements LostNodeStep {

        @Override
        public String message() {
            return "lost node " + node + ", step 1 of 2: its claim is deleted, and it gets another one: " + why
                    + "; every other node has everything";
        }

        @Override
        public boolean isRecorded() {
            return true;
        }
    }

    /** The StatefulSet is written, so that its controller makes the claim: nothing tells that one that a claim is gone. */
    record AskForClaim(String node) implements LostNodeStep {

        @Override
        public String message() {
            return "lost node " + node
                    + ", step 2 of 2: its claim is gone, and the StatefulSet controller makes another one";
        }

        @Override
        public boolean isRecorded() {
            return true;
        }
    }
}
