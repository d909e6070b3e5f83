package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.repair.FoundByRepair;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** A service that is deleted while Pipelines move, with the judgement of `update` and the function `deletion`, each by its own rights. */
final class ServiceToDelete {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final TestCluster api;
    private final Names names;
    private final TestBeans update;
    private final TestBeans deletion;
    final PolicedCluster policed;

    /** @param clock by which grace periods end */
    ServiceToDelete(TestCluster api, Names names, Clock clock) {
        this.api = api;
        this.names = names;
        this.update = TestBeans.of(api.clusterOf("update"), clock);
        this.policed = new PolicedCluster(api.clientOf("deletion"));
        this.deletion = TestBeans.of(policed, clock);
        change(service -> service.withObject("metadata").withArray("finalizers").add(Kinds.FINALIZER));
        Awaitility.await().atMost(LONG).until(() -> statefulSet()
                .filter(set -> set.at("/status/replicas").asInt() == 1)
                .isPresent());
    }

    /** A disk that a node has had: where there are no nodes, no more can be had than one that is lost. */
    void createClaim() {
        api.apply(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata:
                  name: %s
                  namespace: %s
                  labels: {numaflow.numaproj.io/isbsvc-name: %s}
                  annotations: {pv.kubernetes.io/bind-completed: "yes"}
                spec: {accessModes: [ReadWriteOnce], volumeName: disk, resources: {requests: {storage: 1Gi}}}
                """
                        .formatted(names.claimTemplate() + "-" + names.pod(0), names.namespace(), names.isbsvcName()));
        Awaitility.await()
                .atMost(LONG)
                .until(() -> api.cluster().list(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace()).stream()
                        .allMatch(claim -> claim.at("/status/phase").asText().equals("Lost")));
    }

    /** As kubectl does, and as its event has it looked at. */
    void delete() {
        api.cluster().delete(live().orElseThrow());
        wake();
    }

    /** An event of the service. @return whether `deletion` was called for it */
    boolean wake() {
        boolean calls = live().isPresent()
                && update.services()
                                .with(
                                        pointer(),
                                        service -> update.gate().callsForDeletion(service)
                                                ? new Outcome.Reply("", EventType.DELETION_REQUESTED, service.ref())
                                                : new Outcome.Done(""))
                        instanceof Outcome.Reply;
        if (calls) {
            deletion.services().with(pointer(), deletion.deletion()::reconcile);
        }
        return calls;
    }

    /** What another function answered wakes whom it is for. */
    void follow(Outcome outcome) {
        if (outcome instanceof Outcome.Reply reply && reply.type() == EventType.DELETION_REQUESTED) {
            deletion.services().with(pointer(), deletion.deletion()::reconcile);
        }
    }

    /** As its user does. */
    void annotate(String annotation, String value) {
        change(service -> service.withObject("/metadata/annotations").put(annotation, value));
    }

    void change(Consumer<ObjectNode> edit) {
        ObjectNode changed = live().orElseThrow().deepCopy();
        edit.accept(changed);
        MovingPipelines.done(api.cluster().replace(changed));
    }

    /** As a service that was never given a quorum. */
    void hasNeverServed() {
        ObjectNode changed = live().orElseThrow().deepCopy();
        changed.at("/status/conditions").forEach(condition -> {
            if (condition.path("type").asText().equals("ChildrenResourcesHealthy")) {
                ((ObjectNode) condition).put("status", "Unknown");
            }
        });
        MovingPipelines.done(api.cluster().replaceStatus(changed));
    }

    String message() {
        return live().orElseThrow().at("/status/message").asText();
    }

    /** Whether it and its servers are gone. */
    boolean isGone() {
        return live().isEmpty() && statefulSet().isEmpty();
    }

    boolean isFoundStuckByRepair() {
        List<String> missed = FoundByRepair.in(api, names.namespace());
        return missed.stream().anyMatch(each -> each.endsWith("its deletion is stuck"));
    }

    private Optional<JsonNode> live() {
        return api.cluster().get(ObjectRef.of(names));
    }

    Optional<JsonNode> statefulSet() {
        return api.cluster().get(ObjectRef.ofStatefulSet(names)).filter(set -> !set.path("metadata")
                .has("deletionTimestamp"));
    }

    private Pointer pointer() {
        return new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names));
    }
}
