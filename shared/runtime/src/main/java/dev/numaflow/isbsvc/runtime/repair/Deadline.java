package dev.numaflow.isbsvc.runtime.repair;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** When a tick has to be over: before its Trigger stops waiting for it. */
record Deadline(Clock clock, Instant end) {

    static Deadline in(Duration time, Clock clock) {
        return new Deadline(clock, clock.instant().plus(time));
    }

    /** The time left; never below zero. */
    Duration left() {
        Duration left = Duration.between(clock.instant(), end);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
