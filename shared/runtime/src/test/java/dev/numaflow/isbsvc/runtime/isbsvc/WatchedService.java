package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.provisioning.TestProvisioning;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A service with a Pipeline and a ServingPipeline in a namespace of its own, and in process the functions that its events wake, each with
 * the rights of its role where the API server asks for any. The Pipelines carry the finalizer of somebody else, as Numaflow's do.
 */
final class WatchedService {

    private static final String FOREIGN_FINALIZER = "test.dev/keeps";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);

    private final TestCluster server;
    private final Cluster cluster;
    private final TestBeans update;
    private final TestBeans deletion;
    private final Cluster provisioning;
    private final Names names;

    private WatchedService(TestCluster server, String namespace) {
        this.server = server;
        this.cluster = server.cluster();
        this.update = TestBeans.of(server.clusterOf("update"));
        this.deletion = TestBeans.of(server.clusterOf("deletion"));
        this.provisioning = server.clusterOf("provisioning");
        this.names = new Names(namespace, "n");
    }

    /** Made whole by the functions. @param jetstream YAML of one line */
    static WatchedService create(TestCluster server, String prefix, String jetstream) {
        return createIn(server, server.newNamespace(prefix), jetstream);
    }

    /** The same in a namespace that exists. */
    static WatchedService createIn(TestCluster server, String namespace, String jetstream) {
        WatchedService service = new WatchedService(server, namespace);
        service.createService(jetstream);
        service.createPipelines();
        return service;
    }

    void createService(String jetstream) {
        server.apply(TestCluster.service(names, jetstream));
        updateWoken();
    }

    private void createPipelines() {
        for (String spec : List.of(
                "kind: Pipeline, spec: {interStepBufferServiceName: n}",
                "kind: ServingPipeline, spec: {pipeline: {interStepBufferServiceName: n}}")) {
            server.apply("{apiVersion: numaflow.numaproj.io/v1alpha1, metadata: {name: user, namespace: "
                    + names.namespace() + ", finalizers: [" + FOREIGN_FINALIZER + "]}, " + spec + "}");
        }
    }

    /** Waits for the claims of all nodes, which the StatefulSet's controller creates. */
    void awaitClaims() {
        int replicas = live(ObjectKind.STATEFUL_SET, names.statefulSet())
                .orElseThrow()
                .at("/spec/replicas")
                .asInt();
        await().atMost(LONG)
                .pollInterval(POLL)
                .until(() -> cluster.list(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace())
                                .size()
                        == replicas);
    }

    Names names() {
        return names;
    }

    Optional<JsonNode> live() {
        return cluster.get(ObjectRef.of(names));
    }

    Optional<JsonNode> live(ObjectKind kind, String name) {
        return cluster.get(new ObjectRef(kind, names.namespace(), name));
    }

    JsonNode secret(String name) {
        return live(ObjectKind.SECRET, name).orElseThrow();
    }

    String phase() {
        return live().orElseThrow().at("/status/phase").asText();
    }

    String message() {
        return live().orElseThrow().at("/status/message").asText();
    }

    /** Deletes the service as kubectl does, and wakes who is woken by that, until nobody is any more. */
    void deleteService(DeletionPropagation cascade) {
        var resource = server.client()
                .genericKubernetesResources(Kinds.API_VERSION, Kinds.SERVICE)
                .inNamespace(names.namespace())
                .withName("n");
        if (resource.get() == null) {
            return;
        }
        resource.withPropagationPolicy(cascade).delete();
        updateWoken();
        if (cascade == DeletionPropagation.FOREGROUND) {
            collect();
            updateWoken();
        }
    }

    /** The collector removes what the service owns and ends the cascade. */
    private void collect() {
        await().atMost(LONG).pollInterval(POLL).until(() -> live().filter(
                        service -> ObjectMetas.hasFinalizer(service, Kinds.FOREGROUND_DELETION))
                .isEmpty());
    }

    void deletePipelines() {
        for (ObjectKind kind : List.of(ObjectKind.PIPELINE, ObjectKind.SERVING_PIPELINE)) {
            ObjectRef ref = new ObjectRef(kind, names.namespace(), "user");
            cluster.get(ref).ifPresent(cluster::delete);
            cluster.get(ref).ifPresent(pipeline -> removeFinalizer(pipeline, FOREIGN_FINALIZER));
            Outcome outcome = TestProvisioning.on(provisioning).reconcile(new Pointer(EventType.REF_DELETE, ref));
            if (outcome instanceof Outcome.Reply reply && reply.type() == EventType.DELETION_REQUESTED) {
                deletionWoken();
            }
        }
    }

    /** As {@code kubectl annotate service}. */
    void annotate(String key, String value) {
        new ObjectEdit(cluster)
                .write(
                        live().orElseThrow(),
                        live -> ObjectMetas.annotation(live, key).equals(value),
                        live -> {
                            ObjectNode changed = live.deepCopy();
                            changed.withObject("metadata")
                                    .withObject("annotations")
                                    .put(key, value);
                            return changed;
                        });
    }

    /** As somebody with kubectl, who is told nothing of a missing one. */
    void delete(ObjectKind kind, String name) {
        live(kind, name).ifPresent(cluster::delete);
        updateWoken();
    }

    void deleteNamespace() {
        server.client().namespaces().withName(names.namespace()).delete();
        await().atMost(LONG)
                .pollInterval(POLL)
                .until(() -> namespaceIsGone()
                        || live().filter(service -> !ObjectMetas.isDeleting(service))
                                .isEmpty());
        updateWoken();
    }

    boolean namespaceIsGone() {
        return server.client().namespaces().withName(names.namespace()).get() == null;
    }

    /** Everything of ours in the namespace, but the service itself. */
    List<JsonNode> objects() {
        List<JsonNode> objects = new ArrayList<>();
        for (ObjectKind kind : List.of(
                ObjectKind.STATEFUL_SET,
                ObjectKind.CONFIG_MAP,
                ObjectKind.SERVICE,
                ObjectKind.POD_DISRUPTION_BUDGET,
                ObjectKind.SECRET,
                ObjectKind.PERSISTENT_VOLUME_CLAIM)) {
            objects.addAll(cluster.list(kind, names.namespace(), "numaflow.numaproj.io/isbsvc-name=n"));
        }
        objects.addAll(cluster.list(ObjectKind.LEASE, names.namespace()));
        return objects;
    }

    List<String> objectNames() {
        return objects().stream()
                .map(object -> ObjectRef.of(object).name())
                .sorted()
                .toList();
    }

    /** An event of the service or of a child: `update`, then whom it calls, then `update` again for what that has written. */
    Outcome updateWoken() {
        Outcome outcome = update();
        if (!calls(outcome)) {
            return outcome;
        }
        deletionWoken();
        Outcome again = update();
        assertThat(calls(again))
                .as("it calls again for what was done: %s", again)
                .isFalse();
        return again;
    }

    private static boolean calls(Outcome outcome) {
        return outcome instanceof Outcome.Reply reply && reply.type() == EventType.DELETION_REQUESTED;
    }

    Outcome update() {
        return update.services()
                .with(
                        new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names)),
                        service -> service.metadataAndStatus().deleting()
                                ? update.keeper().reconcile(service)
                                : update.reconciler().reconcile(service).asUpdate(service, true));
    }

    Outcome deletionWoken() {
        return deletion.services()
                .with(new Pointer(EventType.DELETION_REQUESTED, ObjectRef.of(names)), service -> deletion.deletion()
                        .reconcile(service));
    }

    /** As another controller does to the service. */
    void removeFinalizer(String finalizer) {
        removeFinalizer(live().orElseThrow(), finalizer);
    }

    private void removeFinalizer(JsonNode object, String finalizer) {
        new ObjectEdit(cluster).write(object, live -> !ObjectMetas.hasFinalizer(live, finalizer), live -> {
            ObjectNode changed = live.deepCopy();
            changed.withObject("metadata").withArray("finalizers").removeIf(each -> each.asText()
                    .equals(finalizer));
            return changed;
        });
    }
}
