package dev.numaflow.isbsvc.cli;

/** The exit codes, the same for every command. */
final class ExitCode {

    static final int GOOD = 0;

    /** Invalid input, or any failure. */
    static final int FAILURE = 1;

    /** There are differences. */
    static final int CHANGES = 2;

    /** A desired change is held or refused; the service serves, or was never created. */
    static final int HELD = 3;

    /** Wrong usage of the command. */
    static final int USAGE = 64;

    private ExitCode() {}
}
