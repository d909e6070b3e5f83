package dev.numaflow.isbsvc.rendering.children;

/**
 * Why an object is refused, as far as one field is concerned.
 *
 * @param field its path in that object
 * @param message what is wrong with it
 */
public record FieldCause(String field, String message) {}
