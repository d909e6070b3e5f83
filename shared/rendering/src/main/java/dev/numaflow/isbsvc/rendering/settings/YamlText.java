package dev.numaflow.isbsvc.rendering.settings;

import java.nio.charset.StandardCharsets;

/**
 * YAML in a text field.
 *
 * @param text the content; null and blank mean none
 * @param path the path of the field in violations
 * @param lenient whether unknown keys are ignored, because another program owns the text and may be newer
 */
public record YamlText(String text, String path, boolean lenient) {

    /** The user's text for this operator: every key must be known. */
    public YamlText(String text, String path) {
        this(text, path, false);
    }

    public boolean isBlank() {
        return text == null || text.isBlank();
    }

    int bytes() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
