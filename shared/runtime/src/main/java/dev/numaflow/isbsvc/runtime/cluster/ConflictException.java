package dev.numaflow.isbsvc.runtime.cluster;

import dev.numaflow.isbsvc.runtime.failure.RetryAfter;

/** Other clients wrote to the same object at each attempt: the event is delivered again later. */
public final class ConflictException extends RetryAfter {

    private static final long serialVersionUID = 1L;

    /** How often a function reads and writes one object again before it leaves the retry to the broker. */
    public static final int MAX_ATTEMPTS = 5;

    public ConflictException(ObjectRef ref) {
        super(ref + " was changed by others in each of " + MAX_ATTEMPTS + " attempts", true);
    }
}
