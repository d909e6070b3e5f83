package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.LiveChildren;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.health.PreviousHealth;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.PersistentVolumeClaims;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The nodes of a service that may store messages: those with a disk, and where there are no disks those whose pods are there.
 *
 * @param claims of the service that have, or had, a volume
 */
record StoringNodes(LiveService service, Optional<JsonNode> statefulSet, List<JsonNode> claims) {

    private static final int DIGITS = 2;

    static StoringNodes of(ClusterView objects, LiveService service) {
        Optional<JsonNode> statefulSet = objects.get(ObjectRef.ofStatefulSet(service.names()));
        int nodes = statefulSet.map(set -> nodes(objects, service, set)).orElse(Bounds.NODES + 1);
        return new StoringNodes(
                service,
                statefulSet,
                new PersistentVolumeClaims(objects)
                        .of(service.names()).stream()
                                .filter(claim ->
                                        !claim.at("/status/phase").asText().equals("Pending"))
                                .filter(claim -> ordinal(name(claim)) < nodes)
                                .toList());
    }

    /** Claims beyond are those that nodes left which guarded steps removed: all that they stored is elsewhere. */
    private static int nodes(ClusterView objects, LiveService service, JsonNode statefulSet) {
        boolean inSteps = service.metadataAndStatus()
                .status()
                .condition(ConditionType.STEPS_PENDING)
                .isPresent();
        ObjectRef config = new ObjectRef(
                ObjectKind.CONFIG_MAP,
                service.names().namespace(),
                service.names()
                        .withEncryption(RunningEncryption.changes(statefulSet))
                        .configMap());
        return inSteps
                ? Bounds.NODES + 1
                : objects.get(config)
                        .flatMap(LiveChildren::routes)
                        .map(routes -> Math.max(routes, Running.replicas(statefulSet)))
                        .orElse(Bounds.NODES + 1);
    }

    /** Whether streams may have been created here: the servers had a quorum once, or the disks are those of an earlier service. */
    boolean haveServed() {
        boolean served =
                PreviousHealth.of(service.metadataAndStatus().status()).before() != PreviousHealth.Before.NEVER_SERVED;
        return served
                || claims.stream().anyMatch(claim -> !ObjectMetas.annotation(claim, Annotations.RETAINED_FOR)
                        .isEmpty());
    }

    /** Whether all that is stored is retained when the service is deleted. */
    boolean areRetained() {
        return !claims.isEmpty()
                && ObjectMetas.annotation(service.tree(), Annotations.RETAIN).equals("true");
    }

    String approve() {
        return ObjectMetas.annotation(service.tree(), Annotations.APPROVE);
    }

    /** When the service was created, RFC 3339 in UTC. */
    String created() {
        return service.tree().at("/metadata/creationTimestamp").asText();
    }

    /** How many nodes to query, from the first on. */
    int count() {
        int last = claims.stream().mapToInt(claim -> ordinal(name(claim))).max().orElse(-1);
        int desired = statefulSet.map(NodeSet::of).orElse(NodeSet.NONE).replicas();
        return Math.min(Math.max(desired, last + 1), Bounds.NODES);
    }

    /** Those for which it is unknown what they store. @param sure those that reported it */
    List<String> without(Set<String> sure) {
        return pods().filter(pod -> !sure.contains(pod)).toList();
    }

    private Stream<String> pods() {
        if (!claims.isEmpty()) {
            return claims.stream()
                    .map(StoringNodes::name)
                    .sorted(Comparator.comparing(StoringNodes::ordinal))
                    .map(claim -> service.names().statefulSet() + "-" + suffix(claim));
        }
        int there = statefulSet.map(set -> set.at("/status/replicas").asInt()).orElse(0);
        return IntStream.range(0, Math.min(there, count()))
                .mapToObj(ordinal -> service.names().pod(ordinal));
    }

    private static String name(JsonNode object) {
        return ObjectRef.of(object).name();
    }

    private static String suffix(String name) {
        return name.substring(name.lastIndexOf('-') + 1);
    }

    /** The number at the end of the name of a pod, or of a claim of one; beyond all nodes where it is too large to parse. */
    static int ordinal(String name) {
        String suffix = suffix(name);
        return suffix.length() > DIGITS ? Bounds.NODES : Math.min(Integer.parseInt(suffix), Bounds.NODES);
    }
}
