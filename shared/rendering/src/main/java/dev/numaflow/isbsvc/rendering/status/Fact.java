package dev.numaflow.isbsvc.rendering.status;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import java.util.List;
import java.util.Optional;

/** Something that a function has observed about a service. Functions state facts; {@link StatusFold} alone derives the status. */
public sealed interface Fact {

    /** The spec is valid. */
    record Configured() implements Fact {}

    /** The user has paused the service; the message says how to resume. */
    record Paused(String message) implements Fact {}

    /**
     * The spec is refused.
     *
     * @param held the same violations as changes of a running service; empty where none runs
     * @param notKept why children of a running service are not repaired meanwhile; empty where they are
     */
    record Refused(List<Violation> violations, List<HeldChange> held, Optional<String> notKept) implements Fact {
        public Refused {
            violations = List.copyOf(violations);
            held = List.copyOf(held);
        }
    }

    /** Every child is in its desired state; with what pipelines connect to. */
    record Deployed(ServiceStatus.Config config) implements Fact {}

    /** A child could not be created, and a retry will not help. */
    record DeployFailed(String reason, String message) implements Fact {}

    /** The servers have not reached their first quorum yet. */
    record Starting(String message) implements Fact {}

    /**
     * A quorum of the servers, and of every stream, works.
     *
     * @param message may report degradations
     * @param recorded the same for the next evaluation: conditions of {@link ConditionType#OF_HEALTH}
     */
    record Healthy(String message, List<Condition> recorded) implements Fact {

        public Healthy {
            recorded = List.copyOf(recorded);
        }

        /** Without anything to record. */
        public Healthy(String message) {
            this(message, List.of());
        }
    }

    /** The servers have no quorum. */
    record Unhealthy(String reason, String message) implements Fact {}

    /** All changes that are held; an empty list means that none is held any more. */
    record Held(List<HeldChange> changes) implements Fact {
        public Held {
            changes = List.copyOf(changes);
        }
    }

    /** The guarded step that a roll waits for or is in. */
    record InSteps(String message) implements Fact {}

    /** No guarded step is under way. */
    record OutOfSteps() implements Fact {}

    /** Credentials of clients are being rotated. @param message how far that is */
    record Rotating(String message) implements Fact {}

    /** No credentials are being rotated. */
    record Rotated() implements Fact {}

    /** How the servers use TLS is being changed. @param message how far that is */
    record SwitchingTls(String message) implements Fact {}

    /** The servers use TLS as the spec asks. */
    record SwitchedTls() implements Fact {}

    /**
     * How long the certificates of servers with TLS are valid, and what becomes of them.
     *
     * @param state `Valid` alone is no part of the service's message
     */
    record Certificates(String state, String message) implements Fact {

        public static final String VALID = "Valid";
        public static final String RENEWING = "Renewing";
        public static final String REFUSED = "SecretRefused";
        public static final String UNREADABLE = "Unreadable";
        public static final String NOT_WRITTEN = "NotWritten";
    }

    /** No server loads certificates. */
    record WithoutCertificates() implements Fact {}

    /** The operator's annotations that were last observed, as {@link AnnotationHash}. */
    record AnnotationsObserved(String hash) implements Fact {}

    /**
     * The service is being deleted.
     *
     * @param message what the deletion waits for
     * @param reason the same in one word
     * @param record the same for the next evaluation
     */
    record Deleting(String message, String reason, String record) implements Fact {}
}
