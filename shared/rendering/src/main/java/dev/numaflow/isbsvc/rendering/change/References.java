package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.ServerEnv;
import java.util.ArrayList;
import java.util.List;

/** The objects from which the pods of a template read their configuration, their Secrets and the encryption key. */
final class References {

    private References() {}

    /** Each in words, in the order of the template. */
    static List<String> of(JsonNode template) {
        List<String> all = new ArrayList<>();
        for (JsonNode volume : template.at("/spec/volumes")) {
            for (JsonNode source : volume.at("/projected/sources")) {
                add(all, "ConfigMap ", source.at("/configMap/name").asText());
                add(all, "Secret ", source.at("/secret/name").asText());
            }
        }
        for (JsonNode variable : template.at("/spec/containers/0/env")) {
            if (variable.path("name").asText().equals(ServerEnv.JS_KEY)) {
                JsonNode key = variable.at("/valueFrom/secretKeyRef");
                add(
                        all,
                        "key " + key.path("key").asText() + " of Secret ",
                        key.path("name").asText());
            }
        }
        return List.copyOf(all);
    }

    private static void add(List<String> all, String what, String name) {
        if (!name.isEmpty()) {
            all.add(what + name);
        }
    }
}
