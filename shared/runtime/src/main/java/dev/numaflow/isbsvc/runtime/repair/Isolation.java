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
 * Keeps what one object does to us from all others: whatever judging it ends with, an Error too, is logged and remembered, and the next
 * one is judged.
 */
final class Isolation {

    private static final Logger LOG = Logger.getLogger(Isolation.class);

    private final Queue<NotExamined> failed = new ConcurrentLinkedQueue<>();

    /** What the step leads to; nothing where it fails. */
    <T> Optional<T> of(JsonNode object, Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (RuntimeException | Error e) {
            failed.add(NotExamined.because(object, e));
            FailureLog.log(LOG, ObjectRef.of(object) + " cannot be judged", e);
            return Optional.empty();
        }
    }

    /** Those whose step failed. */
    List<NotExamined> failed() {
        return List.copyOf(failed);
    }
}
