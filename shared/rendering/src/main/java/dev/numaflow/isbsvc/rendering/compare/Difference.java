package dev.numaflow.isbsvc.rendering.compare;

/**
 * The first place where a live object is not what is wanted, so that a log can say why it was written.
 *
 * @param path as {@code spec.template.spec.containers[0].image}
 */
public record Difference(String path, String reason) {

    @Override
    public String toString() {
        return path + " " + reason;
    }
}
