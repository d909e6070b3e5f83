package dev.numaflow.isbsvc.runtime.broker;

import dev.numaflow.isbsvc.runtime.failure.Passing;
import java.util.Set;

/** The broker did not take an event; it may later. */
public final class NotAccepted extends RuntimeException implements Passing {

    private static final long serialVersionUID = 1L;

    /** These say something about the broker, not about what was sent to it. */
    private static final Set<Integer> OF_THE_BROKER = Set.of(401, 403, 404, 408, 429);

    private final int status;

    NotAccepted(String message) {
        this(message, 0, null);
    }

    NotAccepted(String message, Throwable cause) {
        this(message, 0, cause);
    }

    private NotAccepted(String message, int status, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    static NotAccepted answered(int status) {
        return new NotAccepted("the broker answers " + status, status, null);
    }

    /** Whether the broker refuses this very event, as one that is too large; it takes others then. */
    public boolean isForThisEventAlone() {
        return status / 100 == 4 && !OF_THE_BROKER.contains(status);
    }
}
