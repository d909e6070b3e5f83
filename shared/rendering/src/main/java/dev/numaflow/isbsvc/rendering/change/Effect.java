package dev.numaflow.isbsvc.rendering.change;

/** The effect of a change of a field on a running service, in order of severity. */
public enum Effect {
    /** Nothing that runs is changed. */
    NONE,
    /** The servers reload it without a restart. */
    RELOAD,
    /** The pods are replaced one at a time, each behind its readiness probe. */
    ROLL,
    /** It is applied in guarded steps. */
    STEPS,
    /** It is not applied until it is safe; the service runs on unchanged. */
    HELD,
    /** It is never applied to a running service. */
    REFUSED
}
