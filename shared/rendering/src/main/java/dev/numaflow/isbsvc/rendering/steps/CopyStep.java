package dev.numaflow.isbsvc.rendering.steps;

/** A step of copying what the only node of a service stores, while it gets another disk. */
public sealed interface CopyStep extends NextStep.Act {

    @Override
    default boolean isRecorded() {
        return true;
    }

    /** Only the servers know when the next one can be taken. */
    @Override
    default boolean isReported() {
        return false;
    }

    /** The second server is started, on a volume of its own. */
    record Prepare() implements CopyStep {
        @Override
        public String message() {
            return "a second server is started, to which all streams are copied";
        }
    }

    /**
     * A stream is copied to the second server, with its consumers.
     *
     * @param number of this one, beginning with 1
     * @param total how many streams there are
     * @param isStale whether what the second server has under this name goes first: another copy, of what the stream was
     */
    record Copy(String stream, int number, int total, boolean isStale) implements CopyStep {
        @Override
        public String message() {
            return "copying stream " + stream + ": " + number + " of " + total;
        }

        @Override
        public boolean isRecorded() {
            return false;
        }
    }

    /**
     * A stream is restored from its copy, with its consumers.
     *
     * @param number of this one, beginning with 1
     * @param total how many streams there are
     * @param isCreated whether somebody has created an empty one under this name, which goes first
     */
    record Restore(String stream, int number, int total, boolean isCreated) implements CopyStep {
        @Override
        public String message() {
            return "restoring stream " + stream + ": " + number + " of " + total;
        }

        @Override
        public boolean isRecorded() {
            return false;
        }
    }

    /**
     * The second server goes, and its volume last.
     *
     * @param why in words for users
     */
    record Remove(String why) implements CopyStep {
        @Override
        public String message() {
            return "the copy of the streams is removed: " + why;
        }
    }
}
