package dev.numaflow.isbsvc.cli;

/** What the process answers to its caller; the same for every command. */
final class ExitCode {

    static final int GOOD = 0;

    /** Input that is refused, or anything that went wrong. */
    static final int FAILURE = 1;

    /** There are changes. */
    static final int CHANGES = 2;

    /** Something that was asked for is held or refused; the service serves, or was never made. */
    static final int HELD = 3;

    /** The command itself was written wrongly. */
    static final int USAGE = 64;

    private ExitCode() {}
}
