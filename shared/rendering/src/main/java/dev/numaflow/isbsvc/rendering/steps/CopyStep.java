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

    /** A stream takes nothing any more, so that nobody writes to what is copied, or is about to be restored. */
    record Close(String stream) implements CopyStep {
        @Override
        public String message() {
            return "stream " + stream + " takes no messages until everything is copied and restored";
        }

        @Override
        public boolean isRecorded() {
            return false;
        }
    }

    /** A stream takes messages again. */
    record Open(String stream) implements CopyStep {
        @Override
        public String message() {
            return "stream " + stream + " takes messages again";
        }

        @Override
        public boolean isRecorded() {
            return false;
        }
    }

    /**
     * A stream gets more copies than the single node had room for.
     *
     * @param copies how many
     */
    record Replicate(String stream, int copies) implements CopyStep {
        @Override
        public String message() {
            return "stream " + stream + " gets " + copies + " copies";
        }

        @Override
        public boolean isRecorded() {
            return false;
        }
    }

    /** The second server is restarted, and reads its disk: what it lists afterwards is compared. */
    record Restart() implements CopyStep {
        @Override
        public String message() {
            return "the second server is restarted, to compare what it reads from its disk";
        }
    }

    /** The node is restarted after everything was restored, and reads its disk: what it lists afterwards is compared. */
    record RestartNode() implements CopyStep {
        @Override
        public String message() {
            return "the node is restarted, to compare what it reads from its disk";
        }
    }

    /**
     * The copy is recorded as complete, and its volume is held: no other one counts from now on.
     *
     * @param inventory what it lists
     */
    record Keep(String inventory) implements CopyStep {
        @Override
        public String message() {
            return "the copy of the streams is complete";
        }
    }

    /**
     * The claim of the node is deleted, and held: the servers are asked once more before its pod goes with it.
     *
     * @param claim its name
     * @param condition what they have to answer, in words for users
     */
    record DeleteClaim(String claim, String condition) implements CopyStep {
        @Override
        public String message() {
            return "claim " + claim + " is deleted, and goes with its pod if " + condition;
        }
    }

    /** Each stream takes messages again, and so recorded. */
    record Opened() implements CopyStep {
        @Override
        public String message() {
            return "every stream takes messages again";
        }

        @Override
        public boolean isRecorded() {
            return false;
        }
    }

    /** The service has its disk, and something else on it than the copy, or is about to: no copy is complete from now on. */
    record Forget() implements CopyStep {
        @Override
        public String message() {
            return "the copy of the streams is no longer taken for complete";
        }

        @Override
        public boolean isRecorded() {
            return false;
        }
    }

    /** Everything is restored and compared, and so recorded: from now on the streams may be used. */
    record Verify() implements CopyStep {
        @Override
        public String message() {
            return "every stream is restored from its copy";
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
     * @param goesFirst whether there is something under this name that goes first: an empty one that somebody created, or a part of this one
     */
    record Restore(String stream, int number, int total, boolean goesFirst) implements CopyStep {
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
