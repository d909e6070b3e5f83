package dev.numaflow.isbsvc.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import dev.numaflow.isbsvc.apiserver.json.Metadata;

/** Assigns pods to nodes, once for a pod and through its binding only. No manager owns the assignment. */
final class Binding {
    static final String SUBRESOURCE = "binding";

    private final Cluster cluster;

    Binding(Cluster cluster) {
        this.cluster = cluster;
    }

    ObjectNode bind(Target target, ObjectNode binding, WriteOptions options) {
        String node = Json.at(binding, "target", "name").asText();
        if (node.isEmpty()) {
            throw Failures.unexpected("target.name: Required value");
        }
        return cluster.store().exclusively(() -> {
            ObjectNode pod = cluster.live(target).deepCopy();
            String present = Json.at(pod, "spec", "nodeName").asText();
            if (!present.isEmpty() || Metadata.deleting(pod)) {
                String why = present.isEmpty()
                        ? "pod " + target.name() + " is being deleted, cannot be assigned to a host"
                        : "pod " + target.name() + " is already assigned to node \"" + present + "\"";
                throw Failures.conflict(target.type(), target.name(), why);
            }
            Json.objectAt(pod, "spec").put("nodeName", node);
            Json.objectAt(pod, "status")
                    .withArray("conditions")
                    .addObject()
                    .put("type", "PodScheduled")
                    .put("status", "True")
                    .put("lastTransitionTime", cluster.now());
            if (!options.dryRun()) {
                cluster.store().put(target.type().storage(), target.key(), pod);
            }
            return success();
        });
    }

    private static ObjectNode success() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success").put("code", 201);
    }
}
