package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.input.Warning;
import java.util.List;
import java.util.Optional;

/** The result of applying all Secrets and children of a service. */
sealed interface ApplyResult {

    /**
     * Every child is in its desired state.
     *
     * @param changes what was written, in words; empty when nothing was
     * @param notKept what another client changes back each time it is written
     * @param children as the API server keeps them, but those that are not kept
     * @param warnings of what is valid and not recommended
     */
    record Complete(List<String> changes, List<HeldChange> notKept, List<JsonNode> children, List<Warning> warnings)
            implements ApplyResult {

        /** Nothing had to be written. */
        static final Complete WITHOUT_CHANGES = new Complete(List.of(), List.of(), List.of());

        /** Where nothing is to be warned of. */
        Complete(List<String> changes, List<HeldChange> notKept, List<JsonNode> children) {
            this(changes, notKept, children, List.of());
        }

        public Complete {
            changes = List.copyOf(changes);
            notKept = List.copyOf(notKept);
            children = List.copyOf(children);
            warnings = List.copyOf(warnings);
        }
    }

    /** One child cannot be applied, and those after it were not tried. */
    record Failed(String reason, String message) implements ApplyResult {

        static final String REJECTED = "Rejected";

        /** Whether the API server rejects what is rendered from the spec. */
        boolean isRejection() {
            return reason.equals(REJECTED);
        }

        /** The same failure with one more sentence in its message. */
        Failed and(Optional<String> more) {
            return more.map(text -> new Failed(reason, message + "; " + text)).orElse(this);
        }

        /** A child is marked as newer than the service, which nobody but a user can have done. */
        static Failed falselyMarked() {
            return new Failed("NewerChild", ReportedFacts.FALSE_MARK);
        }

        /** Something about the running servers is unknown. */
        static Failed unknown(Violation what) {
            return new Failed("Unknown", what.toString());
        }
    }

    /** A newer generation is being applied by another run. */
    record Overtaken() implements ApplyResult {}

    /** What was written to the children; empty where nothing was, or could not be. */
    static List<String> changes(Optional<ApplyResult> deployed) {
        return deployed.filter(Complete.class::isInstance)
                .map(complete -> ((Complete) complete).changes())
                .orElse(List.of());
    }
}
