package dev.numaflow.isbsvc.rendering.status;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.util.List;
import java.util.Optional;

/** Something that a function has found out about a service. Functions state facts; what they mean is folded in one place. */
public sealed interface Fact {

    /** The spec has been read and is good. */
    record Configured() implements Fact {}

    /** The user wants nothing to be done; the message says how it goes on. */
    record Paused(String message) implements Fact {}

    /**
     * The spec cannot be built as it is written.
     *
     * @param held the same violations as changes of a service that runs; empty where none does
     * @param notKept why children of a service that runs are not repaired meanwhile; nothing where they are
     */
    record Refused(List<Violation> violations, List<HeldChange> held, Optional<String> notKept) implements Fact {
        public Refused {
            violations = List.copyOf(violations);
            held = List.copyOf(held);
        }
    }

    /** Every child is there as it should be; what pipelines connect to. */
    record Deployed(ServiceStatus.Config config) implements Fact {}

    /** A child could not be made, and trying again will not help. */
    record DeployFailed(String reason, String message) implements Fact {}

    /** The servers are on their way to their first quorum. */
    record Starting(String message) implements Fact {}

    /** A quorum of the servers, and of every stream, works; the message may tell what is degraded nevertheless. */
    record Healthy(String message) implements Fact {}

    /** The servers have no quorum. */
    record Unhealthy(String reason, String message) implements Fact {}

    /** What was asked for and is not done, completely: an empty list says that nothing is held any more. */
    record Held(List<HeldChange> changes) implements Fact {
        public Held {
            changes = List.copyOf(changes);
        }
    }

    /** The annotations of ours that were looked at last, as {@link AnnotationHash}. */
    record AnnotationsObserved(String hash) implements Fact {}

    /** The service is to go; the message says what it still waits for. */
    record Deleting(String message) implements Fact {}
}
