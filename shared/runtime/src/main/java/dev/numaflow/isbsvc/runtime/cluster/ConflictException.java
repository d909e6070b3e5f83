package dev.numaflow.isbsvc.runtime.cluster;

import dev.numaflow.isbsvc.runtime.failure.RetryAfter;

/** Other clients wrote to the same object at each attempt: the event is delivered again later. */
public final class ConflictException extends RetryAfter {

    private static final long serialVersionUID = 1L;

    /** How often a function reads and writes one object again before it leaves the retry to the broker. */
    public static final int MAX_ATTEMPTS = 5;

    public ConflictException(ObjectRef ref) {
        this(ref + " was changed by others in each of " + MAX_ATTEMPTS + " attempts");
    }

    private ConflictException(String because) {
        super(because, true);
    }

    /** What was decided about the object is no longer valid, so it is decided anew. */
    public static ConflictException sinceItWasRead(ObjectRef ref) {
        return new ConflictException(ref + " was changed by others since it was read");
    }
}
