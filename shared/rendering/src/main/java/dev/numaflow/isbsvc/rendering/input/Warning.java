package dev.numaflow.isbsvc.rendering.input;

/**
 * A value that is accepted but likely to cause problems.
 *
 * @param path the field's path
 * @param message what may happen, and what to do instead
 */
public record Warning(String path, String message) {

    @Override
    public String toString() {
        return path + ": " + message;
    }
}
