package dev.numaflow.isbsvc.local.report;

/** Receives progress messages, one line at a time. */
@FunctionalInterface
public interface Progress {

    void report(String line);
}
