package dev.numaflow.isbsvc.rendering.validation;

/**
 * The service as the owner of its children.
 *
 * @param generation the generation of the spec that children are rendered from
 */
public record Owner(String name, String uid, long generation) {}
