package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Violation;

/**
 * A value exactly as written, before its type is decided.
 *
 * @param path the path of the value
 */
public record Scalar(String path, String text) {

    /** Refuses this value; the message stays on one line, however long or malformed the value is. */
    <T> Parsed<T> refused(String allowed) {
        return Parsed.refused(new Violation(path, Shown.quoted(text), allowed));
    }
}
