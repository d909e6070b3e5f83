package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.MigrationState;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * What a step of a change of encryption is decided from.
 *
 * @param names those of the newest encryption
 */
record MigrationView(
        Names names, JsonNode statefulSet, List<JsonNode> pods, List<JsonNode> claims, MigrationState state) {

    MigrationView {
        pods = List.copyOf(pods);
        claims = List.copyOf(claims);
    }

    /** @param statefulSet read before pods and claims */
    static MigrationView of(Names names, JsonNode statefulSet, List<JsonNode> pods, List<JsonNode> claims) {
        return new MigrationView(names, statefulSet, pods, claims, MigrationState.of(names, statefulSet, pods, claims));
    }

    /** Whether disks stay when pods go. */
    boolean hasDisks() {
        return !statefulSet.at("/spec/volumeClaimTemplates").isEmpty();
    }

    int nodes() {
        return state.roll().replicas();
    }

    /** How many there are after a change that began with one; empty where their number stays. */
    Optional<Integer> nodesAfter() {
        return RunningEncryption.nodes(statefulSet);
    }

    /** Whether the others were started already. */
    boolean areStarted() {
        return !ObjectMetas.annotation(statefulSet, Annotations.NODES_STARTED).isEmpty();
    }

    /** The uid of the service. */
    String owner() {
        return ObjectMetas.controller(statefulSet)
                .map(owner -> owner.path("uid").asText())
                .orElse("");
    }

    Optional<JsonNode> claim(int ordinal) {
        return named(claims, names.claim(ordinal));
    }

    Optional<JsonNode> pod(int ordinal) {
        return named(pods, names.pod(ordinal));
    }

    /** Whether the node has a pod that does not end. */
    boolean isServing(int ordinal) {
        return pod(ordinal).filter(pod -> !ObjectMetas.isDeleting(pod)).isPresent();
    }

    private static Optional<JsonNode> named(List<JsonNode> objects, String name) {
        return objects.stream()
                .filter(each -> ObjectRef.of(each).name().equals(name))
                .findFirst();
    }
}
