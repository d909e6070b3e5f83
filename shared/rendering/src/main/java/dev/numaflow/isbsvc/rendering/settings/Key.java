package dev.numaflow.isbsvc.rendering.settings;

/**
 * One key that may be set: its name as Numaflow documents it, the rule for its values, and what holds where neither the
 * service nor the controller's configuration sets it (the same as in Numaflow's published configuration).
 */
record Key<T>(String name, Rule<T> rule, String fallback) {

    T fallbackValue() {
        return rule.read(new Scalar(name, fallback)).value();
    }
}
