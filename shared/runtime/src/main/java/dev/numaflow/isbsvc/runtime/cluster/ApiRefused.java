package dev.numaflow.isbsvc.runtime.cluster;

import dev.numaflow.isbsvc.runtime.failure.Passing;

/** The API server refuses a write that nothing else could stand for: a right is missing, or a policy is in the way. */
public final class ApiRefused extends RuntimeException implements Passing {

    private static final long serialVersionUID = 1L;

    public ApiRefused(WriteResult.Rejected rejected) {
        super(rejected.message());
    }
}
