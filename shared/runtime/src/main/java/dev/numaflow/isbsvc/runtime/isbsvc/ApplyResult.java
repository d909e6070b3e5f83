package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.util.List;
import java.util.Optional;

/** What applying all Secrets and children of a service led to. */
sealed interface ApplyResult {

    /**
     * All is there as it should be.
     *
     * @param changes what was written, in words; empty when nothing was
     * @param notKept what somebody changes back each time it is written
     */
    record Complete(List<String> changes, List<HeldChange> notKept) implements ApplyResult {
        public Complete {
            changes = List.copyOf(changes);
            notKept = List.copyOf(notKept);
        }
    }

    /** One child cannot be made, and those after it were not tried. */
    record Failed(String reason, String message) implements ApplyResult {

        static final String REJECTED = "Rejected";

        /** Whether the API server refuses what is made of the spec. */
        boolean isRejection() {
            return reason.equals(REJECTED);
        }

        /** The same with one more sentence about it. */
        Failed and(Optional<String> more) {
            return more.map(text -> new Failed(reason, message + "; " + text)).orElse(this);
        }

        /** Something about the running servers cannot be told. */
        static Failed unknown(Violation what) {
            return new Failed("Unknown", what.toString());
        }
    }

    /** A newer generation is being applied by another run. */
    record Overtaken() implements ApplyResult {}

    /** What was written of the children; empty where nothing was, or could not be. */
    static List<String> changes(Optional<ApplyResult> deployed) {
        return deployed.filter(Complete.class::isInstance)
                .map(complete -> ((Complete) complete).changes())
                .orElse(List.of());
    }
}
