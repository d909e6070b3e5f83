package dev.numaflow.isbsvc.rendering.settings;

/**
 * A configuration key: the rule for its values, and the fallback where neither the service nor the controller's configuration sets it
 * (as in Numaflow's published configuration).
 *
 * @param name as in Numaflow's documentation
 * @param jetStream the field of the stream or consumer that it sets; empty where it sets none
 * @param publishedAlways false where Numaflow's releases do not all know the key: it is published only where it is set
 */
public record Key<T>(String name, Rule<T> rule, String fallback, String jetStream, boolean publishedAlways) {

    Key(String name, Rule<T> rule, String fallback, String jetStream) {
        this(name, rule, fallback, jetStream, true);
    }

    Key(String name, Rule<T> rule, String fallback) {
        this(name, rule, fallback, "");
    }

    T fallbackValue() {
        return rule.read(new Scalar(name, fallback)).value();
    }
}
