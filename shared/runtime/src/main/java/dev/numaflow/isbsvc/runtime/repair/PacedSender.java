package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.runtime.broker.BrokerClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** Sends what was missed, spread over time where it is much: a thousand services do not wake at once. */
@Singleton
class PacedSender {

    private static final int FEW = 20;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** What a send may take that has begun. */
    private static final Duration LAST_SEND = Duration.ofSeconds(10);

    private final BrokerClient broker;
    private final Pace pace;

    @Inject
    PacedSender(BrokerClient broker, Pace pace) {
        this.broker = broker;
        this.pace = pace;
    }

    /** Sends all that can be sent in time; the rest is missed by the next tick again. Throws when the broker refuses one. */
    List<Missed> send(List<Missed> missed, Deadline deadline) {
        Queue<Missed> sent = new ConcurrentLinkedQueue<>();
        Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
        Duration room = room(deadline);
        pace.run(
                IntStream.range(0, missed.size())
                        .mapToObj(i -> new Pace.Task(turn(i, missed.size(), room), () -> {
                            try {
                                broker.send(missed.get(i).event());
                                sent.add(missed.get(i));
                            } catch (RuntimeException e) {
                                failures.add(e);
                            }
                        }))
                        .toList(),
                deadline);
        if (!failures.isEmpty()) {
            throw failures.peek();
        }
        return List.copyOf(sent);
    }

    private static Duration room(Deadline deadline) {
        Duration left = deadline.left().minus(LAST_SEND);
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(LONGEST) < 0 ? left : LONGEST;
    }

    /** When the i-th of n is sent. */
    private static Duration turn(int i, int n, Duration room) {
        return n <= FEW ? Duration.ZERO : room.multipliedBy(i).dividedBy(n);
    }
}
