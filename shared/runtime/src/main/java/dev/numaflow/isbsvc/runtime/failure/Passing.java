package dev.numaflow.isbsvc.runtime.failure;

/** A transient failure: what led to it is retried, and it is no bug in our code. */
public interface Passing {

    /** Whether it is part of normal operation, as when two writers conflict or servers have not started yet. */
    default boolean isExpected() {
        return false;
    }
}
