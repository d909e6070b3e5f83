package dev.numaflow.isbsvc.servers;

/** A real node cannot run here; its message says what is missing. */
public final class NodeUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    NodeUnavailable(String message) {
        super(message);
    }
}
