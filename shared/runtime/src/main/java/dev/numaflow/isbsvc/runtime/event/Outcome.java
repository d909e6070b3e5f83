package dev.numaflow.isbsvc.runtime.event;

import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;

/** The result of handling an event about an object. A transient failure is none of these: it throws. */
public sealed interface Outcome {

    /** What happened, in words: a line of the log, and the data of a reply. No function decides by them. */
    String message();

    /** The reconcile is complete: something was done, or nothing was needed. A reported permanent failure is this too. */
    record Done(String message) implements Outcome {}

    /**
     * The reconcile is complete, and another function has something to do.
     *
     * @param about the object that the next function is to reconcile
     */
    record Reply(String message, EventType type, ObjectRef about) implements Outcome {}

    /** There was nothing for us to reconcile. */
    record Ignored(String message) implements Outcome {}
}
