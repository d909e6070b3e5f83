package dev.numaflow.isbsvc.local.node;

/** Something a container needs is missing or not usable now; it is tried again. */
final class NotYet extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    NotYet(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** As the container's waiting reason. */
    String reason() {
        return reason;
    }
}
