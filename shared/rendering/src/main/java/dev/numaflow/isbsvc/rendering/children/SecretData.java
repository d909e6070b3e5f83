package dev.numaflow.isbsvc.rendering.children;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Encodes texts as the data of a Secret. */
final class SecretData {

    static final String OPAQUE = "Opaque";

    private SecretData() {}

    static Map<String, String> encoded(Map<String, String> texts) {
        Map<String, String> data = new TreeMap<>();
        texts.forEach((key, text) ->
                data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        return data;
    }
}
