package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.types.ResourceType;
import java.util.concurrent.atomic.AtomicInteger;

/** Sets what the server adds to a new object beyond defaults: addresses, phases, protection. No manager owns it. */
final class ServerAssigned {
    private static final int ADDRESSES_IN_RANGE = 65_000;

    private final AtomicInteger addresses = new AtomicInteger();

    void complete(ObjectNode object, ResourceType type, String now) {
        switch (type.storage()) {
            case "/services" -> service(Json.objectAt(object, "spec"));
            case "/namespaces" -> namespace(object);
            case "/pods" -> pod(object);
            case ClaimProtection.CLAIMS -> ClaimProtection.begin(object);
            case "apiextensions.k8s.io/customresourcedefinitions" -> definition(object, now);
            default -> {}
        }
    }

    private void service(ObjectNode spec) {
        if (spec.path("type").asText().equals("ExternalName")) {
            return;
        }
        String address = spec.path("clusterIP").asText();
        if (address.isEmpty()) {
            int next = addresses.incrementAndGet() % ADDRESSES_IN_RANGE;
            address = "10.96." + next / 256 + "." + next % 256;
            spec.put("clusterIP", address);
        }
        if (!spec.has("clusterIPs")) {
            spec.putArray("clusterIPs").add(address);
        }
        if (!spec.has("ipFamilies")) {
            spec.putArray("ipFamilies").add("IPv4");
        }
        if (!spec.has("ipFamilyPolicy")) {
            spec.put("ipFamilyPolicy", "SingleStack");
        }
    }

    private static void namespace(ObjectNode namespace) {
        Json.objectAt(namespace, "spec").putArray("finalizers").add("kubernetes");
        Json.objectAt(namespace, "status").put("phase", "Active");
    }

    private static void pod(ObjectNode pod) {
        Json.objectAt(pod, "status").put("phase", "Pending").put("qosClass", QosClass.of(pod));
        ObjectNode spec = Json.objectAt(pod, "spec");
        if (!spec.has("priority")) {
            spec.put("priority", 0);
        }
        if (!spec.has("preemptionPolicy")) {
            spec.put("preemptionPolicy", "PreemptLowerPriority");
        }
        for (String taint : new String[] {"not-ready", "unreachable"}) {
            tolerate(spec, "node.kubernetes.io/" + taint);
        }
    }

    private static void tolerate(ObjectNode spec, String taint) {
        ArrayNode tolerations =
                spec.get("tolerations") instanceof ArrayNode present ? present : spec.putArray("tolerations");
        for (var each : tolerations) {
            if (each.path("key").asText().equals(taint)) {
                return;
            }
        }
        tolerations
                .addObject()
                .put("effect", "NoExecute")
                .put("key", taint)
                .put("operator", "Exists")
                .put("tolerationSeconds", 300);
    }

    private static void definition(ObjectNode definition, String now) {
        ObjectNode status = Json.objectAt(definition, "status");
        status.set("acceptedNames", definition.path("spec").path("names").deepCopy());
        ArrayNode stored = status.putArray("storedVersions");
        definition.path("spec").path("versions").forEach(each -> {
            if (each.path("storage").asBoolean()) {
                stored.add(each.path("name").asText());
            }
        });
        ArrayNode conditions = status.putArray("conditions");
        condition(conditions, now, "NamesAccepted", "NoConflicts", "no conflicts found");
        condition(conditions, now, "Established", "InitialNamesAccepted", "the initial names have been accepted");
    }

    private static void condition(ArrayNode conditions, String now, String type, String reason, String message) {
        conditions
                .addObject()
                .put("lastTransitionTime", now)
                .put("message", message)
                .put("reason", reason)
                .put("status", "True")
                .put("type", type);
    }
}
