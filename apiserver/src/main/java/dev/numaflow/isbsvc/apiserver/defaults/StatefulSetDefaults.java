package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;

/** Defaults of a StatefulSet: update strategy, scaling and retention of claims. */
final class StatefulSetDefaults {
    private StatefulSetDefaults() {}

    static void apply(ObjectNode set) {
        ObjectNode spec = Json.objectAt(set, "spec");
        Absent.text(spec, "podManagementPolicy", "OrderedReady");
        ObjectNode strategy = Json.objectAt(spec, "updateStrategy");
        Absent.text(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asText().equals("RollingUpdate")) {
            Absent.number(Json.objectAt(strategy, "rollingUpdate"), "partition", 0);
        }
        ObjectNode retention = Json.objectAt(spec, "persistentVolumeClaimRetentionPolicy");
        Absent.text(retention, "whenDeleted", "Retain");
        Absent.text(retention, "whenScaled", "Retain");
        Absent.number(spec, "replicas", 1);
        Absent.number(spec, "revisionHistoryLimit", 10);
        PodDefaults.apply(Json.objectAt(spec, "template", "spec"), false);
        spec.path("volumeClaimTemplates").forEach(each -> claimTemplate((ObjectNode) each));
    }

    private static void claimTemplate(ObjectNode template) {
        template.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
        ClaimDefaults.apply(template);
        Absent.text(Json.objectAt(template, "status"), "phase", "Pending");
    }
}
