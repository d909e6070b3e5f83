package dev.numaflow.isbsvc.local.node;

import java.time.Duration;

/** The back-off before a container restarts: none at first, then ten seconds, doubled up to five minutes. */
final class RestartBackoff {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** A container that ran this long resets the back-off. */
    private static final Duration GOOD_RUN = Duration.ofMinutes(10);

    private Duration next = Duration.ZERO;

    /** Returns the pause after a run of this length. */
    Duration after(Duration run) {
        if (run.compareTo(GOOD_RUN) >= 0) {
            next = Duration.ZERO;
        }
        Duration pause = next;
        next = pause.isZero() ? FIRST : min(pause.multipliedBy(2), LONGEST);
        return pause;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
