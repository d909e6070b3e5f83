package dev.numaflow.isbsvc.rendering.settings;

import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.Shown;
import dev.numaflow.isbsvc.rendering.validation.Violation;

/**
 * A value exactly as it was written, before anybody has decided what type it is.
 *
 * @param path where it stands
 */
record Scalar(String path, String text) {

    /** Refuses this value; the report stays on one line, however long or broken the value is. */
    <T> Parsed<T> refused(String allowed) {
        return Parsed.refused(new Violation(path, Shown.quoted(text), allowed));
    }
}
