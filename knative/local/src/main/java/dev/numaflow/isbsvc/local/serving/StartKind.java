package dev.numaflow.isbsvc.local.serving;

import java.time.Duration;

/** The state in which a request found its function. */
enum StartKind {
    /** Scaled to zero: this request started it. */
    COLD,
    /** Started by another request, and not ready yet. */
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
