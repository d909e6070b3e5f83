package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import java.util.Optional;

/**
 * The desired state of the nodes, from the StatefulSet.
 *
 * @param replicas the desired number, at most what a service may have; 0 without a StatefulSet
 * @param rolling whether its nodes are being replaced by those of a newer template
 * @param creationFailure why missing pods cannot be created
 */
public record NodeSet(int replicas, boolean rolling, Optional<String> creationFailure) {

    /** Where all pods can be created, and keep their disks. */
    public NodeSet(int replicas, boolean rolling) {
        this(replicas, rolling, Optional.empty());
    }

    /** Where there is no StatefulSet. */
    public static final NodeSet NONE = new NodeSet(0, false);

    /** Reads a StatefulSet as the API server reports it. */
    public static NodeSet of(JsonNode statefulSet) {
        return new NodeSet(
                Math.min(statefulSet.at("/spec/replicas").asInt(1), Bounds.NODES),
                Running.isReplacing(statefulSet),
                Optional.empty());
    }

    /** The same with the controller's reason for missing pods. */
    public NodeSet with(Optional<String> failure) {
        return new NodeSet(replicas, rolling, failure);
    }
}
