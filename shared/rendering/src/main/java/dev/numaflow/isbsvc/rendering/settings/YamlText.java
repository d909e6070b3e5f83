package dev.numaflow.isbsvc.rendering.settings;

import java.nio.charset.StandardCharsets;

/**
 * YAML that stands in a text field.
 *
 * @param text what stands in the field; null and blank mean that nothing does
 * @param path where the field is, as violations name it
 * @param lenient whether keys that nobody knows here are ignored: another program owns the text, and may be newer
 */
public record YamlText(String text, String path, boolean lenient) {

    /** What a user wrote for us: every key must be known. */
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
