package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.runtime.broker.BrokerClient;
import dev.numaflow.isbsvc.runtime.broker.NotAccepted;
import dev.numaflow.isbsvc.runtime.failure.FailureLog;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/** Sends missed events, spread over time where there are many, so that a thousand services are not reconciled at once. */
@Singleton
class PacedSender {

    private static final Logger LOG = Logger.getLogger(PacedSender.class);
    private static final int FEW = 20;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** The time that a started send may take. */
    private static final Duration LAST_SEND = Duration.ofSeconds(10);

    private final BrokerClient broker;
    private final RateLimiter pace;

    @Inject
    PacedSender(BrokerClient broker, RateLimiter pace) {
        this.broker = broker;
        this.pace = pace;
    }

    /** What was sent, and the failures of the rest. */
    record Sending(List<MissedEvent> sent, List<RuntimeException> failures) {

        private List<RuntimeException> ofTheBroker() {
            return failures.stream()
                    .filter(failure -> !(failure instanceof NotAccepted refused && refused.isForThisEventAlone()))
                    .toList();
        }

        /** Whether the broker works: it accepted an event, or refused only what it cannot carry. */
        boolean brokerWorks() {
            return !sent.isEmpty() || ofTheBroker().isEmpty();
        }

        /** Throws the first failure that a retry may resolve. */
        void throwWhatMayPass() {
            ofTheBroker().stream().findFirst().ifPresent(failure -> {
                throw failure;
            });
        }
    }

    /**
     * Sends all that can be sent in time; the next tick finds the rest again. An event that the broker refuses does not keep the
     * others from being sent.
     */
    Sending send(List<MissedEvent> missed, Deadline deadline) {
        Queue<MissedEvent> sent = new ConcurrentLinkedQueue<>();
        Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
        Duration room = room(deadline);
        pace.run(
                IntStream.range(0, missed.size())
                        .mapToObj(i -> new RateLimiter.Task(turn(i, missed.size(), room), () -> {
                            try {
                                broker.send(missed.get(i).event());
                                sent.add(missed.get(i));
                            } catch (RuntimeException e) {
                                failures.add(e);
                                FailureLog.log(LOG, missed.get(i) + " is not sent", e);
                            }
                        }))
                        .toList(),
                deadline);
        return new Sending(List.copyOf(sent), List.copyOf(failures));
    }

    private static Duration room(Deadline deadline) {
        Duration left = deadline.left().minus(LAST_SEND);
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(LONGEST) < 0 ? left : LONGEST;
    }

    /** When to send the i-th of n. */
    private static Duration turn(int i, int n, Duration room) {
        return n <= FEW ? Duration.ZERO : room.multipliedBy(i).dividedBy(n);
    }
}
