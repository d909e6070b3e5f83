package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What Numaplane 0.32 writes of an ISBServiceRollout and what it reads of its service, where its {@code usde-config} lets the change go in
 * place: one service with a counted name and a PodDisruptionBudget of that name, and a judgement from the status and the StatefulSet.
 */
final class Numaplane {

    static final String HEALTHY = "Healthy";

    private static final String PARENT = "numaplane.numaproj.io/parent-rollout-name";
    private static final String STATE = "numaplane.numaproj.io/upgrade-state";

    private final TestCluster cluster;
    private final String rollout;
    private final Map<String, String> annotations = new TreeMap<>();
    private JsonNode jetstream;
    private int index;

    /** @param jetstream YAML of one line */
    Numaplane(TestCluster cluster, String rollout, String jetstream) {
        this.cluster = cluster;
        this.rollout = rollout;
        want(jetstream);
    }

    /** The user changes the spec in the rollout. */
    void want(String jetstream) {
        this.jetstream = TestCluster.tree(jetstream);
    }

    /** The user changes the metadata in the rollout. */
    void wantAnnotation(String key, String value) {
        annotations.put(key, value);
    }

    /** Of the service that is promoted. */
    Names names() {
        return cluster.names(rollout + "-" + index);
    }

    /** Creates or changes the service by its definition, over the version that was read. @return whether it wrote the service */
    boolean reconcile() {
        Optional<JsonNode> live = cluster.cluster().get(ObjectRef.of(names()));
        JsonNode service = live.orElseGet(() -> cluster.apply(definition().toString()));
        applyBudget(service);
        boolean changes = live.isPresent() && needsUpdate();
        if (changes) {
            cluster.replace(merged(service));
        }
        return changes || live.isEmpty();
    }

    /** The spec as a whole; of the metadata only what the rollout has, so that others may have more. */
    boolean needsUpdate() {
        JsonNode service = live();
        return !service.path("spec").equals(definition().path("spec"))
                || annotations.entrySet().stream().anyMatch(each -> !ObjectMetas.annotation(service, each.getKey())
                        .equals(each.getValue()));
    }

    private JsonNode live() {
        return cluster.live(ObjectKind.ISB_SERVICE, names().isbsvcName());
    }

    private ObjectNode definition() {
        ObjectNode service =
                TestCluster.tree(TestCluster.service(names(), "{}")).deepCopy();
        service.withObject("/spec").set("jetstream", jetstream);
        service.withObject("/metadata/labels").put(PARENT, rollout).put(STATE, "promoted");
        annotations.forEach(service.withObject("/metadata/annotations")::put);
        return service;
    }

    private ObjectNode merged(JsonNode service) {
        ObjectNode changed = service.deepCopy();
        changed.set("spec", definition().path("spec"));
        annotations.forEach(changed.withObject("/metadata/annotations")::put);
        return changed;
    }

    private void applyBudget(JsonNode service) {
        ObjectRef ref = new ObjectRef(ObjectKind.POD_DISRUPTION_BUDGET, names().namespace(), names().isbsvcName());
        if (cluster.cluster().get(ref).isPresent()) {
            return;
        }
        cluster.apply(
                """
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata:
                  name: %1$s
                  namespace: %2$s
                  ownerReferences:
                  - {apiVersion: %3$s, kind: %4$s, name: %1$s, uid: %5$s, controller: true, blockOwnerDeletion: true}
                spec:
                  maxUnavailable: 1
                  selector:
                    matchLabels: {app.kubernetes.io/component: isbsvc, numaflow.numaproj.io/isbsvc-name: %1$s}
                """
                        .formatted(
                                ref.name(),
                                ref.namespace(),
                                Kinds.API_VERSION,
                                Kinds.SERVICE,
                                ObjectMetas.uid(service)));
    }

    /** Deletes the service, as it does for a field of its list {@code recreate} once no Pipeline uses it; the next one has the next number. */
    void recreate() {
        cluster.delete(live());
        index++;
    }

    /** What it writes into ChildResourcesHealthy of the rollout: Healthy, or the reason and, where it waits, what for. */
    String judgement() {
        JsonNode status = live().path("status");
        String phase = status.path("phase").asText();
        Optional<JsonNode> unhealthy = unhealthy(status);
        if (unhealthy
                .filter(each -> "Progressing".equals(each.path("reason").asText()))
                .isPresent()) {
            return "Progressing: ISBService Progressing";
        }
        String health = unhealthy.map(each -> each.path("status").asText()).orElse("True");
        if (phase.equals("Failed") || health.equals("False")) {
            return "ISBSvcFailed";
        }
        if (phase.equals("Pending") || health.equals("Unknown")) {
            return "ISBSvcPending";
        }
        if (phase.isEmpty()) {
            return "ISBSvcUnknown";
        }
        return notReconciled().map(why -> "Progressing: " + why).orElse(HEALTHY);
    }

    private static Optional<JsonNode> unhealthy(JsonNode status) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("ChildrenResourcesHealthy")
                    && !condition.path("status").asText().equals("True")) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    /** What is missing to a change that is carried out, by generations and the number of pods that have it. */
    private Optional<String> notReconciled() {
        JsonNode service = live();
        if (ObjectMetas.generation(service)
                > service.at("/status/observedGeneration").asLong()) {
            return Optional.of("Mismatch between ISBService Generation and ObservedGeneration");
        }
        List<JsonNode> sets = cluster.cluster()
                .list(
                        ObjectKind.STATEFUL_SET,
                        names().namespace(),
                        "numaflow.numaproj.io/isbsvc-name=" + names().isbsvcName());
        if (sets.size() != 1) {
            return Optional.of(sets.size() + " StatefulSets");
        }
        JsonNode set = sets.get(0);
        if (ObjectMetas.generation(set) != set.at("/status/observedGeneration").asLong()) {
            return Optional.of("Mismatch between StatefulSet Generation and ObservedGeneration");
        }
        int updated = set.at("/status/updatedReplicas").asInt();
        int replicas = set.at("/spec/replicas").asInt(1);
        return updated == replicas
                ? Optional.empty()
                : Optional.of("StatefulSet UpdatedReplicas (" + updated + ") != specified replicas (" + replicas + ")");
    }
}
