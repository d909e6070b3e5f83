package dev.numaflow.isbsvc.runtime.provisioning;

/** The owner of a stream cannot be recorded, and a retry does not help: nothing more is created. */
final class LedgerRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedgerRefused(String message) {
        super(message);
    }
}
