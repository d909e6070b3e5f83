package dev.numaflow.isbsvc.runtime.cluster;

import dev.numaflow.isbsvc.runtime.failure.Passing;

/** Another run is acting on the same service now: the event is delivered again later. */
public final class LeaseTaken extends RuntimeException implements Passing {

    private static final long serialVersionUID = 1L;

    public LeaseTaken(ObjectRef lease) {
        super(lease + " is held by somebody else");
    }

    @Override
    public boolean isExpected() {
        return true;
    }
}
