package dev.numaflow.isbsvc.runtime.provisioning;

/** It cannot be written down whose a stream is, and will not be until somebody acts: nothing more is made. */
final class LedgerRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedgerRefused(String message) {
        super(message);
    }
}
