package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.apiserver.json.Json;

/** The QoS class of a pod, derived from its containers' resources. */
final class QosClass {
    private QosClass() {}

    static String of(JsonNode pod) {
        boolean any = false;
        boolean all = true;
        for (String list : new String[] {"containers", "initContainers"}) {
            for (JsonNode container : pod.path("spec").path(list)) {
                JsonNode limits = container.path("resources").path("limits");
                JsonNode requests = container.path("resources").path("requests");
                for (String resource : new String[] {"cpu", "memory"}) {
                    any |= limits.has(resource) || requests.has(resource);
                    all &= limits.has(resource) && Json.same(limits.get(resource), requests.get(resource));
                }
            }
        }
        return any ? (all ? "Guaranteed" : "Burstable") : "BestEffort";
    }
}
