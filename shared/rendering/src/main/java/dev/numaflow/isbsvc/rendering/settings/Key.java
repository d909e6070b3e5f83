package dev.numaflow.isbsvc.rendering.settings;

/**
 * A configuration key: its name in Numaflow's documentation, the rule for its values, and the fallback where neither the service
 * nor the controller's configuration sets it (as in Numaflow's published configuration).
 */
record Key<T>(String name, Rule<T> rule, String fallback) {

    T fallbackValue() {
        return rule.read(new Scalar(name, fallback)).value();
    }
}
