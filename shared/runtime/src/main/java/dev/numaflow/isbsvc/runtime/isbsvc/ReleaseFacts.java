package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.ClusterQueries;
import dev.numaflow.isbsvc.rendering.change.Copies;
import dev.numaflow.isbsvc.rendering.change.LiveChildren;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.Facts;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;

/** Reads what decides, beside a change of the spec, whether a service can be left to Numaflow's controller. */
record ReleaseFacts(ClusterView objects) {

    Facts of(LiveService service, LiveChildren live, ClusterQueries cluster) {
        JsonNode set = live.statefulSet();
        return new Facts(
                service.approve(),
                ObjectMetas.annotation(service.tree(), Annotations.RETAIN).equals("true"),
                ReleaseSecrets.obstacle(objects, service.names()),
                service.metadataAndStatus()
                        .status()
                        .condition(ConditionType.TLS_SWITCHING)
                        .isPresent(),
                ReleaseSecrets.isChangingAuthority(objects, service.names()),
                copies(set, cluster),
                ReleaseSecrets.deletions(objects, service.names()));
    }

    /** Asked only where a last roll depends on it. */
    private static Copies copies(JsonNode statefulSet, ClusterQueries cluster) {
        if (!Running.arePodsOurs(statefulSet)) {
            return Copies.FEWER;
        }
        int nodes = Running.replicas(statefulSet);
        if (!statefulSet.at("/spec/volumeClaimTemplates").isEmpty()) {
            return Copies.inMemory(cluster.nodes(nodes), nodes);
        }
        return Running.canStep(statefulSet) ? Copies.of(cluster.nodes(nodes), nodes) : Copies.FEWER;
    }
}
