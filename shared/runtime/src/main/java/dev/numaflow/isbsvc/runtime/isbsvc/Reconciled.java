package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.status.Pause;
import dev.numaflow.isbsvc.rendering.status.Replay;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;

/**
 * The result of reconciling a service.
 *
 * @param message in words
 * @param holdsEncryption whether a change of encryption waits for the guard
 * @param handlesRequest whether the status was written over one in which a request of the user was still open: of several reconciles
 *     for one request only one writes so, and replies to it
 * @param inSteps whether nodes are being replaced one by one
 * @param switchesTls whether servers are to use TLS in another way than they do
 */
public record Reconciled(
        String message,
        Extent extent,
        boolean holdsEncryption,
        boolean handlesRequest,
        boolean inSteps,
        boolean switchesTls) {

    /** Where no nodes are being replaced one by one. */
    Reconciled(String message, Extent extent, boolean holdsEncryption, boolean handlesRequest) {
        this(message, extent, holdsEncryption, handlesRequest, false, false);
    }

    /** How much was written, from nothing to new servers. */
    public enum Extent {
        NOTHING,
        STATUS,
        CHILDREN,
        SERVERS
    }

    /** Whether the user requests a full reconcile: by the annotation, or by the end of a pause. */
    static boolean isRequested(LiveService service) {
        return (Pause.wasOn(service.metadataAndStatus()) && !service.paused())
                || Replay.isAskedFor(service.metadataAndStatus());
    }

    /** Nothing was done that others wait for. */
    static Reconciled nothing(String message) {
        return new Reconciled(message, Extent.NOTHING, false, false);
    }

    /** The reply of the function that creates services: repeated when an earlier run crashed before it replied. */
    public Outcome asCreation(ObjectRef service) {
        return extent == Extent.NOTHING
                ? new Outcome.Done(message)
                : new Outcome.Reply(message, EventType.DEPLOYED, service);
    }

    /**
     * The reply of the function that updates services.
     *
     * @param service that it was
     * @param changedByUser whether the service itself was changed, and not a child
     */
    public Outcome asUpdate(LiveService service, boolean changedByUser) {
        if (handlesRequest) {
            return new Outcome.Reply(message, EventType.REPLAYED, service.ref());
        }
        if (holdsEncryption && changedByUser) {
            return new Outcome.Reply(message, EventType.ENCRYPTION_CHANGE, service.ref());
        }
        return switch (extent) {
            case NOTHING, STATUS -> new Outcome.Done(message);
            case CHILDREN -> new Outcome.Reply(message, EventType.UPDATED, service.ref());
            case SERVERS -> new Outcome.Reply(message, EventType.DEPLOYED, service.ref());
        };
    }
}
