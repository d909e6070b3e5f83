package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

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

    /** @param given the annotation with the uid of the pod that was given streams */
    ServerRestart(ClusterWriter cluster, Clock clock, String given) {
        this.cluster = cluster;
        this.clock = clock;
        this.edit = new ObjectEdit(cluster);
        this.given = given;
    }

    /**
     * Records which pod is given streams, by whoever is connected to that one.
     *
     * @param server whose first pod it is
     * @param copy the claim of the copy
     * @return false where nobody could say later
     */
    boolean gives(Names server, Optional<JsonNode> copy) {
        Optional<String> pod = pod(server).map(ObjectMetas::uid);
        return pod.isPresent()
                && copy.flatMap(claim -> edit.write(
                                claim,
                                live -> given(live).equals(pod.get()),
                                live -> ObjectMetas.annotated(live, given, pod.get())))
                        .isPresent();
    }

    /** Whether the pod that was given streams has to go, because it is still there, or another one is not there yet. */
    boolean isDue(Names server, JsonNode copy) {
        return pod(server)
                .map(ObjectMetas::uid)
                .filter(uid -> !uid.equals(given(copy)))
                .isEmpty();
    }

    /** Whether the machine of the pod may still have in memory alone what the one before it was given. */
    boolean isRecent(Names server, JsonNode copy) {
        return !given(copy).isEmpty()
                && pod(server)
                        .flatMap(ServerRestart::created)
                        .filter(created -> !created.plus(WRITTEN).isAfter(clock.instant()))
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

    /** Its pod, unless that goes. */
    private Optional<JsonNode> pod(Names server) {
        return cluster.list(ObjectKind.POD, server.namespace(), Labels.selector(server)).stream()
                .filter(pod -> ObjectRef.of(pod).name().equals(server.pod(0)) && !ObjectMetas.isDeleting(pod))
                .findFirst();
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
