package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.input.Parsed;

/** Parses a written value, or refuses it with a reason. */
@FunctionalInterface
public interface Rule<T> {

    Parsed<T> read(Scalar scalar);
}
