package dev.numaflow.isbsvc.runtime.broker;

/** The broker did not take an event; it may later. */
public final class NotAccepted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotAccepted(String message) {
        super(message);
    }

    NotAccepted(String message, Throwable cause) {
        super(message, cause);
    }
}
