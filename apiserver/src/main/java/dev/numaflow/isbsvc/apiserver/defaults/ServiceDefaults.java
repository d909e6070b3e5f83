package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;

/** Defaults of a Service: ClusterIP, no session affinity, and target ports equal to the ports. */
final class ServiceDefaults {
    private ServiceDefaults() {}

    static void apply(ObjectNode service) {
        ObjectNode spec = Json.objectAt(service, "spec");
        Absent.text(spec, "sessionAffinity", "None");
        Absent.text(spec, "type", "ClusterIP");
        boolean external = spec.path("type").asText().equals("ExternalName");
        if (!external) {
            Absent.text(spec, "internalTrafficPolicy", "Cluster");
        }
        for (JsonNode each : spec.path("ports")) {
            ObjectNode port = (ObjectNode) each;
            Absent.text(port, "protocol", "TCP");
            JsonNode target = port.path("targetPort");
            if (Json.absent(target)
                    || target.asText().isEmpty()
                    || target.asText().equals("0")) {
                port.set("targetPort", port.path("port").deepCopy());
            }
        }
    }
}
