package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Bounds;

/**
 * What the StatefulSet wants of its nodes.
 *
 * @param replicas the nodes that there should be, no more than a service may have; 0 when there is no StatefulSet
 * @param rolling whether its nodes are being replaced by those of a newer template
 */
public record NodeSet(int replicas, boolean rolling) {

    /** Where there is no StatefulSet. */
    public static final NodeSet NONE = new NodeSet(0, false);

    /** Reads a StatefulSet as the API server reports it. */
    public static NodeSet of(JsonNode statefulSet) {
        JsonNode status = statefulSet.path("status");
        String update = status.path("updateRevision").asText();
        return new NodeSet(
                Math.min(statefulSet.at("/spec/replicas").asInt(1), Bounds.NODES),
                !update.isEmpty()
                        && !update.equals(status.path("currentRevision").asText()));
    }
}
