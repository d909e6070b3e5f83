package dev.numaflow.isbsvc.rendering.model;

/** The times and thresholds of a probe that a user may change; what is asked stays ours. Seconds and counts. */
public record ProbeTimes(
        Integer initialDelaySeconds,
        Integer timeoutSeconds,
        Integer periodSeconds,
        Integer successThreshold,
        Integer failureThreshold) {}
