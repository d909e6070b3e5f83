package dev.numaflow.isbsvc.rendering.model;

/** The times (seconds) and thresholds of a probe that a user may change; the probe's handler is fixed. */
public record ProbeTimes(
        Integer initialDelaySeconds,
        Integer timeoutSeconds,
        Integer periodSeconds,
        Integer successThreshold,
        Integer failureThreshold) {}
