package dev.numaflow.isbsvc.local.traffic;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Until when something is tried again. */
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

    /** The first result that comes without an exception; the last exception when the time is over. */
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
                // A server tells nobody when it becomes able to answer, so it is asked again.
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }
}
