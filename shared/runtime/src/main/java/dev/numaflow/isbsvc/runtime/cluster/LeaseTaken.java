package dev.numaflow.isbsvc.runtime.cluster;

import dev.numaflow.isbsvc.runtime.failure.RetryAfter;

/** Another run is acting on the same service now: the event is delivered again later. */
public final class LeaseTaken extends RetryAfter {

    private static final long serialVersionUID = 1L;

    public LeaseTaken(ObjectRef lease) {
        super(lease + " is held by somebody else", true);
    }
}
