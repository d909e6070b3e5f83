package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.ChangeDecision;
import dev.numaflow.isbsvc.rendering.change.LostNodePolicy;
import dev.numaflow.isbsvc.rendering.change.MaintenanceWindow;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.steps.ScaleState;
import dev.numaflow.isbsvc.rendering.volumes.LostNode;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Finds nodes that are lost with their volumes, and adds to a decision what is to be said of them, and done. */
public final class LostNodes {

    private final ClusterView objects;

    public LostNodes(ClusterView objects) {
        this.objects = objects;
    }

    /** The decision, with each lost node held until the user lets its volume go, or in steps. */
    ChangeDecision in(ChangeDecision decision, LiveService service, JsonNode statefulSet, Instant now) {
        Optional<String> busy = LostNodePolicy.busy(decision, statefulSet);
        ChangeDecision decided = policy(service, now)
                .decide(decision, of(service, statefulSet), Running.replicas(statefulSet), busy, now);
        return withoutClaim(service, statefulSet)
                .filter(node -> busy.isEmpty())
                .map(node -> decided.replacing(LostNodePolicy.withoutClaim(node)))
                .orElse(decided);
    }

    /** The one that gets another volume by this decision. */
    public Optional<LostNode> replaced(
            LiveService service, JsonNode statefulSet, ChangeDecision decision, Instant now) {
        return of(service, statefulSet).stream()
                .filter(lost -> decision.stepped().contains(policy(service, now).stepped(lost)))
                .findFirst();
    }

    /** The one whose loss is to be recorded by this decision. */
    public Optional<LostNode> unrecorded(LiveService service, JsonNode statefulSet, ChangeDecision decision) {
        return of(service, statefulSet).stream()
                .filter(lost -> decision.stepped().contains(LostNodePolicy.recorded(lost)))
                .findFirst();
    }

    /** Those that are lost, where every other node is ready: then nothing waits for anything but them. */
    public List<LostNode> missingAlone(LiveService service, JsonNode statefulSet) {
        return found(service, (claims, pods) -> {
            List<LostNode> lost = LostNode.all(statefulSet, claims, pods, new VolumeMachines(objects));
            ScaleState state = ScaleState.of(statefulSet, pods, claims, Running.replicas(statefulSet));
            long ready = IntStream.range(0, state.replicas())
                    .filter(state.available()::contains)
                    .count();
            return ready + lost.size() == state.replicas() ? lost : List.of();
        });
    }

    /** A node whose claim is given up, and which waits for another one. */
    public Optional<String> withoutClaim(LiveService service, JsonNode statefulSet) {
        return found(
                        service,
                        (claims, pods) ->
                                LostNode.withoutClaim(statefulSet, claims, pods, claim -> isThere(service, claim))
                                        .stream()
                                        .toList())
                .stream()
                .findFirst();
    }

    private boolean isThere(LiveService service, String claim) {
        return objects.get(new ObjectRef(
                        ObjectKind.PERSISTENT_VOLUME_CLAIM, service.names().namespace(), claim))
                .isPresent();
    }

    private static LostNodePolicy policy(LiveService service, Instant now) {
        return new LostNodePolicy(
                service.uid(),
                service.approve(),
                ObjectMetas.annotation(service.tree(), Annotations.REPLACE_LOST_NODE_AFTER),
                MaintenanceWindow.closed(ObjectMetas.annotation(service.tree(), Annotations.MAINTENANCE_WINDOW), now));
    }

    private List<LostNode> of(LiveService service, JsonNode statefulSet) {
        return found(service, (claims, pods) -> LostNode.all(statefulSet, claims, pods, new VolumeMachines(objects)));
    }

    /** Pods are looked at only where nodes are missing. */
    private <T> List<T> found(LiveService service, BiFunction<List<JsonNode>, List<JsonNode>, List<T>> find) {
        if (!areMissing(service.metadataAndStatus().status())) {
            return List.of();
        }
        try {
            return find.apply(list(service, ObjectKind.PERSISTENT_VOLUME_CLAIM), list(service, ObjectKind.POD));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                // Not every function that plans may list pods; `update`, which acts, may.
                return List.of();
            }
            throw e;
        }
    }

    /** What `health` has found last. */
    private static boolean areMissing(ServiceStatus status) {
        return status.condition(ConditionType.NODES_MISSING).isPresent()
                || status.condition(ConditionType.CHILDREN_RESOURCES_HEALTHY)
                        .filter(condition -> condition.status().equals(Condition.FALSE))
                        .isPresent();
    }

    private List<JsonNode> list(LiveService service, ObjectKind kind) {
        return objects.list(kind, service.names().namespace(), Labels.selector(service.names()));
    }
}
