package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.failure.FailureLog;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Isolates the objects from each other: a failure to examine one, even an Error, is logged and remembered, and the next one is
 * examined.
 */
final class Isolation {

    private static final Logger LOG = Logger.getLogger(Isolation.class);

    private final Queue<NotExamined> failed = new ConcurrentLinkedQueue<>();

    /** Runs the step and returns its result; nothing where it fails. */
    <T> Optional<T> of(JsonNode object, Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (RuntimeException | Error e) {
            failed.add(NotExamined.because(object, e));
            FailureLog.log(LOG, ObjectRef.of(object) + " cannot be examined", e);
            return Optional.empty();
        }
    }

    /** The objects whose step failed. */
    List<NotExamined> failed() {
        return List.copyOf(failed);
    }
}
