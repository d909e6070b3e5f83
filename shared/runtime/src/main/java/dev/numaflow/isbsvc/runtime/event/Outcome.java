package dev.numaflow.isbsvc.runtime.event;

import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;

/** What looking at an object led to. Transient failure is none of these: it throws. */
public sealed interface Outcome {

    /** What happened, in words for people: a line of log, and the data of a reply. No function decides by them. */
    String said();

    /** The look is complete: something was done, or nothing was needed. Permanent failure that was told is this too. */
    record Done(String said) implements Outcome {}

    /**
     * The look is complete, and another function has something to do.
     *
     * @param about the object that the next function is to look at
     */
    record Reply(String said, EventType type, ObjectRef about) implements Outcome {}

    /** There was nothing for us to look at. */
    record Ignored(String said) implements Outcome {}
}
