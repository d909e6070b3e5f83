package dev.numaflow.isbsvc.runtime.nats;

import dev.numaflow.isbsvc.runtime.failure.RetryAfter;

/** The servers do not answer now, or answer that they cannot act now. A retry may succeed. */
public final class NatsUnavailable extends RetryAfter {

    private static final long serialVersionUID = 1;

    public NatsUnavailable(String message) {
        this(message, false, null);
    }

    /** @param api the request that was answered with a transient error */
    NatsUnavailable(String api, JetStreamError error) {
        this(api + ": " + error, error.isNotReady(), null);
    }

    public NatsUnavailable(String message, Throwable cause) {
        this(message, false, cause);
    }

    private NatsUnavailable(String message, boolean expected, Throwable cause) {
        super(message, expected, cause);
    }

    /** The servers are starting, electing or moving: they are waited for, and nothing failed. */
    public static NatsUnavailable notReady(String message) {
        return new NatsUnavailable(message, true, null);
    }
}
