package dev.numaflow.isbsvc.runtime.failure;

/** A failure that goes away by itself: whatever led to it is tried again, and nobody has to mend our code. */
public interface Passing {

    /** Whether it belongs to the ordinary course of things, as when two writers meet or servers have not started yet. */
    default boolean isExpected() {
        return false;
    }
}
