package dev.numaflow.isbsvc.runtime.nats;

/** The servers cannot be asked just now, or answer that they cannot act just now. The same look later may succeed. */
public final class NatsUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NatsUnavailable(String message) {
        super(message);
    }

    /** @param api what the servers answer with an error that passes */
    NatsUnavailable(String api, JetStreamError error) {
        this(api + ": " + error);
    }

    public NatsUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
