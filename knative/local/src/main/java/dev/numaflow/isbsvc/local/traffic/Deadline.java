package dev.numaflow.isbsvc.local.traffic;

import java.time.Duration;
import java.util.concurrent.Callable;

/** The deadline of retries. */
record Deadline(long nanoTime) {
    private static final Duration PAUSE = Duration.ofMillis(200);

    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    boolean over() {
        return System.nanoTime() >= nanoTime;
    }

    Duration left() {
        return Duration.ofNanos(Math.max(1, nanoTime - System.nanoTime()));
    }

    /** Returns the first result without an exception; throws the last exception after the deadline. */
    <T> T firstSuccess(Callable<T> attempt) throws Exception {
        while (true) {
            try {
                return attempt.call();
            } catch (InterruptedException stop) {
                throw stop;
            } catch (Exception failure) {
                if (over()) {
                    throw failure;
                }
                // A server does not report when it becomes ready, so this polls.
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }
}
