package dev.numaflow.isbsvc.servers;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what a server does not report, by asking at short intervals. */
public final class Polling {
    private static final Duration PERIOD = Duration.ofMillis(50);

    private Polling() {}

    /** Whether it becomes true in this time. */
    public static boolean isTrueWithin(Duration atMost, BooleanSupplier condition) {
        return isTrueWithin(atMost, condition, () -> LockSupport.parkNanos(PERIOD.toNanos()));
    }

    /**
     * Whether it becomes true in this time, while the process runs.
     *
     * @throws IllegalStateException as soon as the process ends, with the end of its log
     */
    static boolean isTrueWithin(Duration atMost, ChildProcess process, BooleanSupplier condition) {
        return isTrueWithin(atMost, condition, () -> {
            // The pause between two questions ends immediately when the process exits.
            if (process.awaitExit(PERIOD).isPresent()) {
                throw new IllegalStateException(process + " has ended: " + LogTail.of(process.log()));
            }
        });
    }

    private static boolean isTrueWithin(Duration atMost, BooleanSupplier condition, Runnable pause) {
        Instant end = Instant.now().plus(atMost);
        while (Instant.now().isBefore(end)) {
            if (condition.getAsBoolean()) {
                return true;
            }
            pause.run();
        }
        return false;
    }
}
