package dev.numaflow.isbsvc.runtime.nats;

import dev.numaflow.isbsvc.runtime.failure.Passing;

/** The servers do not answer now, or answer that they cannot act now. A retry may succeed. */
public final class NatsUnavailable extends RuntimeException implements Passing {

    private static final long serialVersionUID = 1;

    private final boolean expected;

    public NatsUnavailable(String message) {
        this(message, false, null);
    }

    /** @param api the request that was answered with a transient error */
    NatsUnavailable(String api, JetStreamError error) {
        this(api + ": " + error, error.saysNotReady(), null);
    }

    public NatsUnavailable(String message, Throwable cause) {
        this(message, false, cause);
    }

    private NatsUnavailable(String message, boolean expected, Throwable cause) {
        super(message, cause);
        this.expected = expected;
    }

    /** The servers are starting, electing or moving: they are waited for, and nothing failed. */
    public static NatsUnavailable notReady(String message) {
        return new NatsUnavailable(message, true, null);
    }

    @Override
    public boolean isExpected() {
        return expected;
    }
}
