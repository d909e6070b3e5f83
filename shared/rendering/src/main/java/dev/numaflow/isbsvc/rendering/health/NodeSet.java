package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import java.util.Optional;

/**
 * What the StatefulSet wants of its nodes.
 *
 * @param replicas the nodes that there should be, no more than a service may have; 0 when there is no StatefulSet
 * @param rolling whether its nodes are being replaced by those of a newer template
 * @param creationFailure why pods that are not there cannot be made
 */
public record NodeSet(int replicas, boolean rolling, Optional<String> creationFailure) {

    /** Where all pods can be made. */
    public NodeSet(int replicas, boolean rolling) {
        this(replicas, rolling, Optional.empty());
    }

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

    /** The same where pods are missing and their controller may say why. */
    public NodeSet with(Optional<String> failure) {
        return new NodeSet(replicas, rolling, failure);
    }
}
