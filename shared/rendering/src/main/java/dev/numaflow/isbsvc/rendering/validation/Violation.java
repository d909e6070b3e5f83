package dev.numaflow.isbsvc.rendering.validation;

/**
 * One reason why an input is refused: where it stands, what was found there, and what is allowed instead.
 *
 * @param path the field's path, as {@code spec.jetstream.replicas}
 * @param found what stands there, never a secret
 * @param allowed what is accepted, in words a user can act on
 */
public record Violation(String path, String found, String allowed) {

    @Override
    public String toString() {
        return path + ": found " + found + ", allowed: " + allowed;
    }
}
