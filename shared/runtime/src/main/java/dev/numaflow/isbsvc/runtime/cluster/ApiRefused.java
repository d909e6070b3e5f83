package dev.numaflow.isbsvc.runtime.cluster;

import dev.numaflow.isbsvc.runtime.failure.RetryAfter;

/** The API server refuses a write that has no alternative: a permission is missing, or a policy forbids it. */
public final class ApiRefused extends RetryAfter {

    private static final long serialVersionUID = 1L;

    public ApiRefused(WriteResult.Rejected rejected) {
        super(rejected.message(), false);
    }
}
