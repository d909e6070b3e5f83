package dev.numaflow.isbsvc.rendering.change;

/** What a change of a field does to a running service, in order of severity. */
public enum Effect {
    /** Nothing that runs is touched. */
    NONE,
    /** The servers take it from their configuration without a restart. */
    RELOAD,
    /** The pods are replaced one at a time, each behind its readiness probe. */
    ROLL,
    /** It takes guarded steps. */
    STEPS,
    /** It is not done until it is safe, and the service runs on as it is. */
    HELD,
    /** It is never done to a running service. */
    REFUSED
}
