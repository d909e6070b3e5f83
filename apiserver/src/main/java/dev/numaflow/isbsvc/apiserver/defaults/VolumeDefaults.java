package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Defaults of a volume; without a source it is an emptyDir. */
final class VolumeDefaults {
    private static final int READABLE_BY_ALL = 0644;
    private static final int TOKEN_SECONDS = 3600;

    private VolumeDefaults() {}

    static void apply(ObjectNode volume) {
        if (volume.size() == 1) {
            volume.putObject("emptyDir");
        }
        for (String source : new String[] {"secret", "configMap", "downwardAPI", "projected"}) {
            if (volume.get(source) instanceof ObjectNode object) {
                Absent.number(object, "defaultMode", READABLE_BY_ALL);
            }
        }
        if (volume.get("hostPath") instanceof ObjectNode path && !path.has("type")) {
            path.put("type", "");
        }
        fields(volume.path("downwardAPI").path("items"));
        for (JsonNode source : volume.path("projected").path("sources")) {
            fields(source.path("downwardAPI").path("items"));
            if (source.get("serviceAccountToken") instanceof ObjectNode token) {
                Absent.number(token, "expirationSeconds", TOKEN_SECONDS);
            }
        }
    }

    private static void fields(JsonNode items) {
        for (JsonNode item : items) {
            if (item.get("fieldRef") instanceof ObjectNode field) {
                Absent.text(field, "apiVersion", "v1");
            }
        }
    }
}
