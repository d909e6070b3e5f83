package dev.numaflow.isbsvc.local.node;

/** Something that a container needs is missing or not usable yet; it is retried. */
final class NotYet extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    NotYet(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns the container's waiting reason. */
    String reason() {
        return reason;
    }
}
