package dev.numaflow.isbsvc.rendering.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A service whose number of nodes changes, as the live objects show it.
 *
 * @param name of the StatefulSet
 * @param replicas the nodes that the StatefulSet asks for now; nothing but guarded steps changes that
 * @param desired the nodes that the spec asks for
 * @param isObserved whether the StatefulSet controller has observed the newest spec. Until then it may still stop or start a pod
 * @param isReplacing whether pods are replaced by those of a newer template
 * @param pods the ordinals of all pods that exist, those that terminate as well
 * @param available of these, the ones that are ready as the StatefulSet controller sees it
 * @param claims the ordinals of the claims that exist
 * @param deletedClaims of these, the ones that are being deleted
 */
public record ScaleState(
        String name,
        int replicas,
        int desired,
        boolean isObserved,
        boolean isReplacing,
        NavigableSet<Integer> pods,
        NavigableSet<Integer> available,
        NavigableSet<Integer> claims,
        NavigableSet<Integer> deletedClaims) {

    public ScaleState {
        pods = new TreeSet<>(pods);
        available = new TreeSet<>(available);
        claims = new TreeSet<>(claims);
        deletedClaims = new TreeSet<>(deletedClaims);
    }

    /**
     * Reads it from objects of the API server, the StatefulSet read first: what it has observed, the pods already show.
     *
     * @param claims of the service, with those that are being deleted
     */
    public static ScaleState of(
            JsonNode statefulSet, Collection<JsonNode> pods, Collection<JsonNode> claims, int desired) {
        RollState roll = RollState.of(statefulSet, List.copyOf(pods));
        return new ScaleState(
                roll.name(),
                roll.replicas(),
                desired,
                roll.isObserved(),
                Running.isReplacing(statefulSet),
                ordinals(roll.name(), pods, pod -> true),
                available(roll),
                ordinals(roll.name(), claims, claim -> true),
                ordinals(roll.name(), claims, ScaleState::isDeleting));
    }

    private static NavigableSet<Integer> available(RollState roll) {
        NavigableSet<Integer> available = new TreeSet<>();
        roll.nodes().stream().filter(RollState.RolledNode::available).forEach(node -> available.add(node.ordinal()));
        return available;
    }

    private static boolean isDeleting(JsonNode object) {
        return object.path("metadata").hasNonNull("deletionTimestamp");
    }

    /** A pod has the name of its StatefulSet and its ordinal; a claim has that at the end of its name. */
    private static NavigableSet<Integer> ordinals(
            String name, Collection<JsonNode> objects, Predicate<JsonNode> which) {
        NavigableSet<Integer> ordinals = new TreeSet<>();
        objects.stream().filter(which).forEach(object -> ordinal(
                        name, object.at("/metadata/name").asText())
                .ifPresent(ordinals::add));
        return ordinals;
    }

    /** The ordinal in the name of a pod of this StatefulSet, or of its claim; empty where it is neither. */
    public static Optional<Integer> ordinal(String statefulSet, String object) {
        return IntStream.range(0, Bounds.NODES)
                .filter(ordinal -> object.equals(statefulSet + "-" + ordinal)
                        || object.endsWith("-" + statefulSet + "-" + ordinal))
                .boxed()
                .findFirst();
    }

    /** The name of the node with this ordinal. */
    String node(int ordinal) {
        return name + "-" + ordinal;
    }

    /** Whether the StatefulSet asks for more or fewer nodes than the spec does. */
    public boolean scales() {
        return replicas != desired;
    }
}
