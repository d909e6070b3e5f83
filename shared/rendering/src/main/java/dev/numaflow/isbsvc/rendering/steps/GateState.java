package dev.numaflow.isbsvc.rendering.steps;

import dev.numaflow.isbsvc.rendering.input.Shown;
import java.util.List;

/** Whether the next step may be taken. */
public sealed interface GateState {

    /** No message depends on the node that is replaced next. */
    record Open() implements GateState {}

    /** @param reasons in words for users, at least one */
    record Shut(List<String> reasons) implements GateState {

        private static final int MOST_SHOWN = 3;

        public Shut {
            reasons = List.copyOf(reasons);
        }

        /** The reasons, shortened. */
        public String message() {
            return Shown.list(reasons, MOST_SHOWN);
        }
    }

    /** Shut for these reasons; open where there are none. */
    static GateState of(List<String> reasons) {
        return reasons.isEmpty() ? new Open() : new Shut(reasons);
    }
}
