package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.validation.Parsed;

/** What a written value means, or why it means nothing. */
@FunctionalInterface
interface Rule<T> {

    Parsed<T> read(Scalar scalar);
}
