package dev.numaflow.isbsvc.runtime.nats;

import dev.numaflow.isbsvc.runtime.failure.Passing;

/** The servers cannot be asked just now, or answer that they cannot act just now. The same look later may succeed. */
public final class NatsUnavailable extends RuntimeException implements Passing {

    private static final long serialVersionUID = 1;

    private final boolean expected;

    public NatsUnavailable(String message) {
        this(message, false, null);
    }

    /** @param api what the servers answer with an error that passes */
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

    /** They start, elect or move just now: they are waited for, and nothing failed. */
    public static NatsUnavailable notReady(String message) {
        return new NatsUnavailable(message, true, null);
    }

    @Override
    public boolean isExpected() {
        return expected;
    }
}
