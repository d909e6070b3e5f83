package dev.numaflow.isbsvc.runtime.failure;

import java.time.Duration;

/**
 * The outcome that something is to be retried after a while, because of others: what led to it is retried, and it is no bug in our code.
 * Every transient failure that we throw is one, so that a stack trace in the log is a bug.
 */
public abstract class RetryAfter extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** How long after it the event is to be delivered again. */
    public static final Duration DELAY = Duration.ofSeconds(5);

    private final boolean expected;

    /** @param expected whether it is part of normal operation, as when two writers conflict or servers have not started yet */
    protected RetryAfter(String because, boolean expected, Throwable cause) {
        super(because, cause);
        this.expected = expected;
    }

    protected RetryAfter(String because, boolean expected) {
        this(because, expected, null);
    }

    /** Whether we wait for others, and nothing failed. */
    public final boolean isExpected() {
        return expected;
    }
}
