package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;

/** Defaults of a PersistentVolumeClaim: volume mode and requests. */
final class ClaimDefaults {
    private ClaimDefaults() {}

    static void apply(ObjectNode claim) {
        ObjectNode spec = Json.objectAt(claim, "spec");
        spec(spec);
        limitsAsRequests(Json.objectAt(spec, "resources"));
    }

    static void spec(ObjectNode spec) {
        Absent.text(spec, "volumeMode", "Filesystem");
    }

    /** A resource with a limit but no request is requested at its limit. */
    static void limitsAsRequests(ObjectNode resources) {
        resources.path("limits").properties().forEach(each -> {
            ObjectNode requests = Json.objectAt(resources, "requests");
            Absent.value(requests, each.getKey(), each.getValue());
        });
    }
}
