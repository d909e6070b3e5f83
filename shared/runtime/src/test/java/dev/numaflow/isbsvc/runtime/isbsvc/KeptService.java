package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The service {@code n} with its children on a real API server, reconciled by the rights of the functions. */
final class KeptService implements AutoCloseable {

    private static final Duration LONG = Duration.ofSeconds(60);

    final TestCluster cluster = new TestCluster();
    final TestBeans update = TestBeans.of(cluster.clusterOf("update"));
    final Names names = cluster.names("n");
    private final String record;

    /** @param jetstream YAML of one line */
    KeptService(String jetstream) {
        cluster.apply(cluster.service("n", jetstream));
        reconcile(TestBeans.of(cluster.clusterOf("creation")));
        record = ObjectMetas.annotation(
                cluster.cluster().get(ObjectRef.ofStatefulSet(names)).orElseThrow(), Annotations.RENDERED_FROM);
    }

    ObjectRef configMap() {
        return new ObjectRef(ObjectKind.CONFIG_MAP, cluster.namespace(), names.configMap());
    }

    List<ObjectRef> children() {
        return Stream.concat(
                        Stream.of(
                                configMap(),
                                new ObjectRef(ObjectKind.SERVICE, cluster.namespace(), names.headlessService()),
                                new ObjectRef(
                                        ObjectKind.POD_DISRUPTION_BUDGET,
                                        cluster.namespace(),
                                        names.podDisruptionBudget()),
                                ObjectRef.ofStatefulSet(names)),
                        Stream.of(names.clientSecret(), names.serverSecret(), names.keySecret())
                                .map(name -> new ObjectRef(ObjectKind.SECRET, cluster.namespace(), name)))
                .toList();
    }

    /** What the children hold. */
    Map<String, JsonNode> contents() {
        Map<String, JsonNode> contents = new TreeMap<>();
        for (ObjectRef child : children()) {
            if (child.kind() != ObjectKind.SECRET) {
                JsonNode live = cluster.cluster().get(child).orElseThrow();
                contents.put(child.toString(), live.has("data") ? live.path("data") : live.path("spec"));
            }
        }
        contents.put(
                "record",
                TestCluster.annotationsOf(cluster.cluster().get(configMap()).orElseThrow()));
        // The API server gives a Service its families anew.
        return contents;
    }

    /** What the StatefulSet records of its last rendering, as it was when the service was made. */
    String record() {
        return record;
    }

    /** Nobody can know any more what the children were rendered from. */
    void removeRecords() {
        for (ObjectRef child : List.of(configMap(), ObjectRef.ofStatefulSet(names))) {
            edit(child, live -> live.withObject("/metadata/annotations").remove(Annotations.RENDERED_FROM));
        }
    }

    void delete(ObjectRef ref) {
        await().atMost(LONG).until(() -> {
            Optional<JsonNode> live = cluster.cluster().get(ref);
            live.ifPresent(cluster.cluster()::delete);
            return live.isEmpty();
        });
    }

    void edit(ObjectRef ref, Consumer<ObjectNode> change) {
        for (int attempt = 0; attempt < ConflictException.MAX_ATTEMPTS; attempt++) {
            ObjectNode edited = cluster.cluster().get(ref).orElseThrow().deepCopy();
            change.accept(edited);
            if (cluster.cluster().replace(edited) instanceof WriteResult.Done) {
                return;
            }
        }
        throw new ConflictException(ref);
    }

    /** What the status says to be held, or nothing. */
    String held() {
        for (JsonNode condition : cluster.live(ObjectKind.ISB_SERVICE, "n").at("/status/conditions")) {
            if (condition.path("type").asText().equals("ChangesHeld")) {
                return condition.path("message").asText();
            }
        }
        return "";
    }

    List<String> events(String reason) {
        return cluster.cluster().list(ObjectKind.EVENT, cluster.namespace()).stream()
                .filter(event -> event.path("reason").asText().equals(reason))
                .map(event -> event.path("message").asText())
                .toList();
    }

    /** How often each message was recorded. */
    Map<String, Integer> counts(String reason) {
        Map<String, Integer> counts = new TreeMap<>();
        cluster.cluster().list(ObjectKind.EVENT, cluster.namespace()).stream()
                .filter(event -> event.path("reason").asText().equals(reason))
                .forEach(event -> counts.merge(
                        event.path("message").asText(),
                        Math.max(1, event.path("count").asInt()),
                        Integer::sum));
        return counts;
    }

    LiveService service(TestBeans beans) {
        LiveService[] found = new LiveService[1];
        beans.services().evenUnconfigured(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names)), service -> {
            found[0] = service;
            return new Outcome.Done("");
        });
        return found[0];
    }

    Reconciled reconcile(TestBeans beans) {
        return beans.reconciler().reconcile(service(beans));
    }

    /** As `update` sees it now. */
    LiveService live() {
        return service(update);
    }

    Reconciled reconcile() {
        return reconcile(update);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
