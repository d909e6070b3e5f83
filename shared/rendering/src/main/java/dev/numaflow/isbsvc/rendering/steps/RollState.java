package dev.numaflow.isbsvc.rendering.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.health.PodState;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A roll as the live objects show it.
 *
 * @param name of the StatefulSet
 * @param replicas the desired number of nodes
 * @param partition the nodes with an ordinal below it are not replaced
 * @param isObserved whether the StatefulSet controller has observed the newest spec. Until then it may still replace a pod by an older one
 * @param revision the revision of the newest template
 * @param nodes the pods of the StatefulSet, in the order of their ordinals
 * @param hasDisks whether disks stay when pods go
 */
public record RollState(
        String name,
        int replicas,
        int partition,
        boolean isObserved,
        String revision,
        List<RolledNode> nodes,
        boolean hasDisks) {

    /** Where disks go with the pods. */
    public RollState(
            String name, int replicas, int partition, boolean isObserved, String revision, List<RolledNode> nodes) {
        this(name, replicas, partition, isObserved, revision, nodes, false);
    }

    public RollState {
        nodes = List.copyOf(nodes);
    }

    /**
     * A pod of the StatefulSet.
     *
     * @param revision of the template that it was made from
     * @param phase how far it is
     * @param terminating whether it is being deleted
     * @param trouble why it is not ready, as far as that is known
     */
    public record RolledNode(int ordinal, String revision, Phase phase, boolean terminating, Optional<String> trouble) {

        private static RolledNode of(int ordinal, JsonNode pod) {
            PodState state = PodState.of(pod);
            return new RolledNode(
                    ordinal,
                    pod.at("/metadata/labels/controller-revision-hash").asText(),
                    Phase.of(pod, state),
                    pod.at("/metadata").hasNonNull("deletionTimestamp"),
                    state.trouble().map(Object::toString));
        }

        /** Whether the server is ready for work, whatever its sidecars do. */
        boolean ready() {
            return phase.compareTo(Phase.SERVES) >= 0;
        }

        /** Whether the StatefulSet controller goes on to the next one. */
        boolean available() {
            return phase == Phase.AVAILABLE && !terminating;
        }
    }

    /** How far a pod is. */
    public enum Phase {
        /** Its server was never started, so its disk is empty. */
        EMPTY,
        /** Its server was started once and is not ready: what it stores is unknown. */
        STARTED,
        /** Its server is ready for work, but not the whole pod. */
        SERVES,
        /** As the StatefulSet controller requires of each pod before it replaces the next one: running, and with all containers ready. */
        AVAILABLE;

        private static Phase of(JsonNode pod, PodState state) {
            if (state.ready()) {
                return PodState.isWhole(pod) ? AVAILABLE : SERVES;
            }
            return PodState.isServerUnstarted(pod) ? EMPTY : STARTED;
        }
    }

    /** Reads it from objects of the API server, the StatefulSet read first: what it has observed, the pods already show. */
    public static RollState of(JsonNode statefulSet, List<JsonNode> pods) {
        String name = statefulSet.at("/metadata/name").asText();
        int replicas = Math.min(statefulSet.at("/spec/replicas").asInt(1), Bounds.NODES);
        return new RollState(
                name,
                replicas,
                Math.min(Running.partition(statefulSet), replicas),
                statefulSet.at("/status/observedGeneration").asLong()
                        >= statefulSet.at("/metadata/generation").asLong(),
                statefulSet.at("/status/updateRevision").asText(),
                IntStream.range(0, replicas)
                        .boxed()
                        .flatMap(ordinal ->
                                pod(statefulSet, name + "-" + ordinal, pods).map(pod -> RolledNode.of(ordinal, pod)))
                        .sorted(Comparator.comparing(RolledNode::ordinal))
                        .toList(),
                !statefulSet.at("/spec/volumeClaimTemplates").isEmpty());
    }

    private static Stream<JsonNode> pod(JsonNode statefulSet, String name, List<JsonNode> pods) {
        String uid = statefulSet.at("/metadata/uid").asText();
        return pods.stream()
                .filter(pod -> pod.at("/metadata/name").asText().equals(name))
                .filter(pod -> pod.at("/metadata/ownerReferences").findValues("uid").stream()
                        .anyMatch(owner -> owner.asText().equals(uid)));
    }

    /** The name of the node with this ordinal. */
    public String node(int ordinal) {
        return name + "-" + ordinal;
    }

    /** The names of all nodes that should exist. */
    public List<String> names() {
        return IntStream.range(0, replicas).mapToObj(this::node).toList();
    }

    /** The names of the nodes that run the newest template. */
    public List<String> updated() {
        return nodes.stream()
                .filter(this::isUpdated)
                .map(each -> node(each.ordinal()))
                .toList();
    }

    /** Which node does not run the newest template, or is not complete; empty where the roll has ended. */
    public Optional<String> unfinished() {
        if (!isObserved || partition > 0) {
            return Optional.of("its nodes are being replaced");
        }
        return IntStream.range(0, replicas)
                .filter(ordinal -> at(ordinal)
                        .filter(this::isUpdated)
                        .filter(RolledNode::available)
                        .isEmpty())
                .mapToObj(ordinal -> "node " + node(ordinal) + " is being replaced")
                .findFirst();
    }

    /** Whether a node is still to be replaced. */
    boolean replaces() {
        return partition > 0 || at(0).filter(this::isUpdated).isEmpty();
    }

    boolean isUpdated(RolledNode node) {
        return node.revision().equals(revision);
    }

    Optional<RolledNode> at(int ordinal) {
        return nodes.stream().filter(node -> node.ordinal() == ordinal).findFirst();
    }
}
