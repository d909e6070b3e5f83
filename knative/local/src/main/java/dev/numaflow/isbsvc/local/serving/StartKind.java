package dev.numaflow.isbsvc.local.serving;

import java.time.Duration;

/** How a request found its function. */
enum StartKind {
    /** Asleep: this request woke it. */
    COLD,
    /** Woken by another request, and not ready yet. */
    STARTING,
    WARM;

    String text(Duration start) {
        return switch (this) {
            case COLD -> "cold, up in " + start.toMillis() + " ms";
            case STARTING -> "waited for its start";
            case WARM -> "warm";
        };
    }
}
