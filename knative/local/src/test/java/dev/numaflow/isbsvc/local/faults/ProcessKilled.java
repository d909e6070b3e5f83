package dev.numaflow.isbsvc.local.faults;

/** The end of a function's process in the midst of its work: nothing of its code may catch it. */
final class ProcessKilled extends Error {

    private static final long serialVersionUID = 1L;
}
