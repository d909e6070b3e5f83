package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Defaults of a Secret: a type, and stringData stored as data. */
final class SecretDefaults {
    private SecretDefaults() {}

    static void apply(ObjectNode secret) {
        Absent.text(secret, "type", "Opaque");
        JsonNode texts = secret.remove("stringData");
        if (texts instanceof ObjectNode object) {
            ObjectNode data = Json.objectAt(secret, "data");
            object.properties()
                    .forEach(each ->
                            data.put(each.getKey(), encode(each.getValue().asText())));
        }
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
