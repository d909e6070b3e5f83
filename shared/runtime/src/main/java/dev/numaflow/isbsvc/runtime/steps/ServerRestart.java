package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.StatefulSets;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Restarts a server after it was given streams, and says whether it has read them from its disk since: only what another pod lists is more than
 * what the one before had in memory. Which pod was given streams last is recorded on the claim of the copy.
 */
final class ServerRestart {

    /** After which the machine has written what it had in memory; twice the half minute after which it begins. */
    private static final Duration WRITTEN = Duration.ofMinutes(1);

    private static final String TEMPLATE = "/spec/template/metadata/annotations";

    private final ClusterWriter cluster;
    private final Clock clock;
    private final ObjectEdit edit;
    private final String given;

    /** @param given the annotation with the uids of the pods that were given streams */
    ServerRestart(ClusterWriter cluster, Clock clock, String given) {
        this.cluster = cluster;
        this.clock = clock;
        this.edit = new ObjectEdit(cluster);
        this.given = given;
    }

    /**
     * Records which pods are given streams, by whoever is connected to that one.
     *
     * @param server whose pods they are
     * @param copy the claim of the copy
     * @return false where nobody could say later
     */
    boolean gives(Names server, Optional<JsonNode> copy) {
        Optional<String> uids =
                pods(server).map(pods -> pods.stream().map(ObjectMetas::uid).collect(Collectors.joining(",")));
        return uids.isPresent()
                && copy.flatMap(claim -> edit.write(
                                claim,
                                live -> given(live).equals(uids.get()),
                                live -> ObjectMetas.annotated(live, given, uids.get())))
                        .isPresent();
    }

    /** Whether a pod that was given streams has to go, because it is still there, or another one is not there yet. */
    boolean isDue(Names server, JsonNode copy) {
        List<String> uids = List.of(given(copy).split(","));
        return pods(server)
                .filter(pods -> pods.stream().noneMatch(pod -> uids.contains(ObjectMetas.uid(pod)))
                        && (pods.size() == 1 || pods.stream().allMatch(pod -> isOfThatTemplate(pod, copy))))
                .isEmpty();
    }

    /** Of several, one may have been replaced while it was given a stream: each has to be of the template that was asked for after that. */
    private boolean isOfThatTemplate(JsonNode pod, JsonNode copy) {
        return given(copy).isEmpty() || ObjectMetas.annotation(pod, given).equals(given(copy));
    }

    /** Whether the machine of a pod may still have in memory alone what the one before it was given. */
    boolean isRecent(Names server, JsonNode copy) {
        return !given(copy).isEmpty()
                && pods(server)
                        .filter(pods -> pods.stream().allMatch(pod -> created(pod)
                                .filter(created -> !created.plus(WRITTEN).isAfter(clock.instant()))
                                .isPresent()))
                        .isEmpty();
    }

    /** Whether a template asks for that already. */
    boolean isAsked(JsonNode statefulSet, JsonNode copy) {
        return statefulSet.at(TEMPLATE).path(given).asText().equals(given(copy));
    }

    /** Has the pod replaced, by another template. */
    boolean ask(JsonNode statefulSet, JsonNode copy) {
        ObjectNode changed = statefulSet.deepCopy();
        changed.withObject(TEMPLATE).put(given, given(copy));
        return cluster.replace(changed) instanceof WriteResult.Done;
    }

    private String given(JsonNode claim) {
        return ObjectMetas.annotation(claim, given);
    }

    /** Its pods, in their order; empty where one of them is not there, or goes. */
    private Optional<List<JsonNode>> pods(Names server) {
        int nodes = StatefulSets.find(cluster, server).map(Running::replicas).orElse(1);
        List<JsonNode> pods = cluster.list(ObjectKind.POD, server.namespace(), Labels.selector(server)).stream()
                .filter(pod -> !ObjectMetas.isDeleting(pod))
                .toList();
        List<JsonNode> inOrder = IntStream.range(0, nodes)
                .boxed()
                .flatMap(ordinal ->
                        pods.stream().filter(pod -> ObjectRef.of(pod).name().equals(server.pod(ordinal))))
                .toList();
        return Optional.of(inOrder).filter(all -> all.size() == nodes);
    }

    private static Optional<Instant> created(JsonNode pod) {
        try {
            return Optional.of(
                    Instant.parse(pod.at("/metadata/creationTimestamp").asText()));
        } catch (DateTimeParseException never) {
            return Optional.empty();
        }
    }
}
