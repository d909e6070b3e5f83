package dev.numaflow.isbsvc.runtime.isbsvc;

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
 * @param handlesRequest whether the status was written over one in which a request of the user was not handled yet: of several looks
 *     at one request a single one writes so, and answers it
 */
public record Reconciled(String said, Extent extent, boolean holdsEncryption, boolean handlesRequest) {

    /** How much was written, from nothing to new servers. */
    public enum Extent {
        NOTHING,
        STATUS,
        CHILDREN,
        SERVERS
    }

    /** Whether the user waits for another look at everything: by the annotation, or by the end of a pause. */
    static boolean isRequested(LiveService service) {
        return (Pause.wasOn(service.head()) && !service.paused()) || Replay.isAskedFor(service.head());
    }

    /** Nothing was done that others wait for. */
    static Reconciled nothing(String said) {
        return new Reconciled(said, Extent.NOTHING, false, false);
    }

    /** The answer of the function that makes services: it says so again when it died before it could say it. */
    public Outcome asCreation(ObjectRef service) {
        return extent == Extent.NOTHING ? new Outcome.Done(said) : new Outcome.Reply(said, EventType.DEPLOYED, service);
    }

    /**
     * The answer of the function that keeps services.
     *
     * @param service that it was
     * @param changedByUser whether the service itself was changed, and not a child
     */
    public Outcome asUpdate(LiveService service, boolean changedByUser) {
        if (handlesRequest) {
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
