package dev.numaflow.isbsvc.rendering.children;

/**
 * One field's reason for the refusal of an object.
 *
 * @param field its path in that object
 * @param message what is wrong with it
 */
public record FieldCause(String field, String message) {}
