package dev.numaflow.isbsvc.runtime.service;

import dev.numaflow.isbsvc.rendering.status.Pause;
import dev.numaflow.isbsvc.rendering.status.Replay;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;

/**
 * What reconciling a service led to.
 *
 * @param said in words
 * @param holdsEncryption whether a change of encryption waits for the guard to look at it
 */
public record Reconciled(String said, Extent extent, boolean holdsEncryption) {

    /** How much was written, from nothing to new servers. */
    public enum Extent {
        NOTHING,
        STATUS,
        CHILDREN,
        SERVERS
    }

    /** Nothing was done that others wait for. */
    static Reconciled nothing(String said) {
        return new Reconciled(said, Extent.NOTHING, false);
    }

    /** The answer of the function that makes services: it says so again when it died before it could say it. */
    public Outcome asCreation(ObjectRef service) {
        return extent == Extent.NOTHING ? new Outcome.Done(said) : new Outcome.Reply(said, EventType.DEPLOYED, service);
    }

    /**
     * The answer of the function that keeps services.
     *
     * @param service as it was before: what was asked for then was handled now
     * @param changedByUser whether the service itself was changed, and not a child
     */
    public Outcome asUpdate(LiveService service, boolean changedByUser) {
        boolean goesOn = Pause.wasOn(service.head()) && !service.paused();
        if (goesOn || Replay.isAskedFor(service.head())) {
            return new Outcome.Reply(said, EventType.REPLAYED, service.ref());
        }
        if (holdsEncryption && changedByUser) {
            return new Outcome.Reply(said, EventType.ENCRYPTION_CHANGE, service.ref());
        }
        return switch (extent) {
            case NOTHING, STATUS -> new Outcome.Done(said);
            case CHILDREN -> new Outcome.Reply(said, EventType.UPDATED, service.ref());
            case SERVERS -> new Outcome.Reply(said, EventType.DEPLOYED, service.ref());
        };
    }
}
