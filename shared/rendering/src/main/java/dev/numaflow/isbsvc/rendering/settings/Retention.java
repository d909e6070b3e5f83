package dev.numaflow.isbsvc.rendering.settings;

/** When a stream deletes its messages. */
public enum Retention implements Choice {
    LIMITS,
    INTEREST,
    WORKQUEUE
}
