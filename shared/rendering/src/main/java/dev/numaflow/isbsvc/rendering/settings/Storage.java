package dev.numaflow.isbsvc.rendering.settings;

/** Where a stream keeps its messages. */
public enum Storage implements Choice {
    FILE,
    MEMORY
}
