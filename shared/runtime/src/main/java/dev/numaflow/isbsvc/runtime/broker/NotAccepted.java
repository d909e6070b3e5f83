package dev.numaflow.isbsvc.runtime.broker;

import dev.numaflow.isbsvc.runtime.failure.RetryAfter;
import java.util.Set;

/** The broker did not accept an event; a retry may succeed. */
public final class NotAccepted extends RetryAfter {

    private static final long serialVersionUID = 1L;

    /** These concern the broker, not the event. */
    private static final Set<Integer> OF_THE_BROKER = Set.of(401, 403, 404, 408, 429);

    private final int status;

    NotAccepted(String message) {
        this(message, 0, null);
    }

    NotAccepted(String message, Throwable cause) {
        this(message, 0, cause);
    }

    private NotAccepted(String message, int status, Throwable cause) {
        super(message, false, cause);
        this.status = status;
    }

    static NotAccepted answered(int status) {
        return new NotAccepted("the broker answers " + status, status, null);
    }

    /** Whether the broker refuses only this event, such as one that is too large; it accepts others then. */
    public boolean isForThisEventAlone() {
        return status / 100 == 4 && !OF_THE_BROKER.contains(status);
    }
}
