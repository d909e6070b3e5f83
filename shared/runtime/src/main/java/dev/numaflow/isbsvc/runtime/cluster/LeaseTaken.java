package dev.numaflow.isbsvc.runtime.cluster;

/** Somebody else acts on the same service just now: the event is tried again later. */
public final class LeaseTaken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LeaseTaken(ObjectRef lease) {
        super(lease + " is held by somebody else");
    }
}
