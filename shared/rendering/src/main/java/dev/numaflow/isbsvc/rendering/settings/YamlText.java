package dev.numaflow.isbsvc.rendering.settings;

/**
 * YAML that a user wrote into a text field.
 *
 * @param text what stands in the field; null and blank mean that nothing does
 * @param path where the field is, as violations name it
 */
public record YamlText(String text, String path) {

    public boolean isBlank() {
        return text == null || text.isBlank();
    }
}
