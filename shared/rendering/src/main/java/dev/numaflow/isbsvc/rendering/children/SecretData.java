package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Encodes texts as the data of a Secret, and decodes them. */
public final class SecretData {

    static final String OPAQUE = "Opaque";

    private SecretData() {}

    static Map<String, String> encoded(Map<String, String> texts) {
        Map<String, String> data = new TreeMap<>();
        texts.forEach((key, text) -> data.put(key, encoded(text)));
        return data;
    }

    /** A text as it stands in the data of a Secret. */
    public static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What the Secret has under the key; empty where it has nothing. */
    public static byte[] bytes(JsonNode secret, String key) {
        return Base64.getDecoder().decode(secret.path("data").path(key).asText());
    }

    /** The same as a text. */
    public static String text(JsonNode secret, String key) {
        return new String(bytes(secret, key), StandardCharsets.UTF_8);
    }
}
