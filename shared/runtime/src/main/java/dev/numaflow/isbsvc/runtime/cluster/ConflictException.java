package dev.numaflow.isbsvc.runtime.cluster;

import dev.numaflow.isbsvc.runtime.failure.Passing;

/** Others wrote to the same object each time we looked: the event is tried again later. */
public final class ConflictException extends RuntimeException implements Passing {

    private static final long serialVersionUID = 1L;

    /** How often a function looks again at one object before it leaves that to the broker's patience. */
    public static final int MAX_ATTEMPTS = 5;

    public ConflictException(ObjectRef ref) {
        super(ref + " was written by others each of " + MAX_ATTEMPTS + " times that we looked");
    }

    @Override
    public boolean isExpected() {
        return true;
    }
}
