package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;

/** Defaults of a pod's specification. */
final class PodDefaults {
    private static final int GRACE_SECONDS = 30;

    private PodDefaults() {}

    /** Sets the defaults of a specification; a pod gets more than a pod template. */
    static void apply(ObjectNode spec, boolean pod) {
        Absent.text(spec, "dnsPolicy", "ClusterFirst");
        Absent.text(spec, "restartPolicy", "Always");
        Absent.text(spec, "schedulerName", "default-scheduler");
        Absent.object(spec, "securityContext");
        Absent.number(spec, "terminationGracePeriodSeconds", GRACE_SECONDS);
        mirror(spec, "serviceAccountName", "serviceAccount");
        if (pod) {
            Absent.flag(spec, "enableServiceLinks", true);
        }
        for (String list : new String[] {"initContainers", "containers"}) {
            for (JsonNode each : spec.path(list)) {
                ContainerDefaults.apply((ObjectNode) each);
                if (pod) {
                    ClaimDefaults.limitsAsRequests(Json.objectAt((ObjectNode) each, "resources"));
                }
            }
        }
        spec.path("volumes").forEach(each -> VolumeDefaults.apply((ObjectNode) each));
    }

    private static void mirror(ObjectNode spec, String field, String deprecated) {
        Absent.value(spec, field, spec.path(deprecated));
        if (spec.has(field)) {
            spec.set(deprecated, spec.get(field));
        }
    }
}
