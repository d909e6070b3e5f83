package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;

/** A claim is for a file system and waits to be bound. */
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

    /** What is limited but not requested is requested at its limit. */
    static void limitsAsRequests(ObjectNode resources) {
        resources.path("limits").properties().forEach(each -> {
            ObjectNode requests = Json.objectAt(resources, "requests");
            Absent.value(requests, each.getKey(), each.getValue());
        });
    }
}
