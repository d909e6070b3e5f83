package dev.numaflow.isbsvc.runtime.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Contended;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Trees;
import dev.numaflow.isbsvc.runtime.cluster.Written;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.repair.FoundByRepair;
import dev.numaflow.isbsvc.runtime.service.Reconciled.Extent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A service whose spec, or whose controller's configuration, is refused is kept as it was, whatever is done to its children; by the
 * function's own rights on a real API server with its controllers running (invariants 2 and 6).
 */
@EnabledIf("dev.numaflow.isbsvc.testkit.TestApiServer#realIsThere")
class KeptAsRenderedOnControlPlaneIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String CONFIG_NAMESPACE = "numaflow-system";

    private final TestCluster cluster = TestCluster.real();
    private final TestCluster.Beans update = TestCluster.beans(cluster.clusterOf("update"));
    private final Names names = new Names(TestCluster.NAMESPACE, "n");

    @BeforeEach
    void create() {
        cluster.apply(TestCluster.service(
                "n",
                "{version: latest, replicas: 3, persistence: {volumeSize: 3Gi}, settings: 'max_payload: 2097152'}"));
        look(TestCluster.beans(cluster.clusterOf("creation")));
    }

    @AfterEach
    void close() {
        cluster.client()
                .configMaps()
                .inNamespace(CONFIG_NAMESPACE)
                .withName("numaflow-controller-config")
                .delete();
        cluster.close();
    }

    @Test
    void eachChildComesBackWhileTheSpecIsRefused() {
        Map<String, JsonNode> before = contents();
        refuseTheSpec();

        for (ObjectRef child : children()) {
            delete(child);
            assertThat(FoundByRepair.ofChildren(cluster))
                    .as("repair after %s went", child)
                    .isNotEmpty();
            assertThat(look(update).extent()).as("%s", child).isEqualTo(Extent.CHILDREN);
            assertThat(contents()).as("%s", child).isEqualTo(before);
            assertThat(look(update).extent()).as("%s, once more", child).isEqualTo(Extent.NOTHING);
            assertThat(FoundByRepair.ofChildren(cluster))
                    .as("repair after %s came back", child)
                    .isEmpty();
        }
        assertThat(held()).contains("the service runs on as it was").contains("replicas");
        assertThat(events("Updated")).hasSize(children().size());
    }

    @Test
    void whatSomebodyChangesOfAChildIsPutRightWhileTheSpecIsRefused() {
        Map<String, JsonNode> before = contents();
        refuseTheSpec();

        edit(configMap(), live -> live.withObject("/data").put("nats-js", "port: 1"));
        edit(ObjectRef.ofStatefulSet(names), live -> live.withObject("/spec").put("replicas", 1));
        assertThat(FoundByRepair.ofChildren(cluster)).isNotEmpty();
        assertThat(look(update).extent()).isEqualTo(Extent.CHILDREN);

        assertThat(contents()).isEqualTo(before);
        assertThat(events("Updated"))
                .singleElement()
                .asString()
                .contains("data.nats-js")
                .contains("spec.replicas");
    }

    @Test
    void anEditOfTheRecordItselfIsPutRightFromTheOtherOne() {
        Map<String, JsonNode> before = contents();
        refuseTheSpec();
        edit(configMap(), live -> live.withObject("/metadata/annotations")
                .put(
                        Annotations.RENDERED_FROM,
                        Trees.annotation(live, Annotations.RENDERED_FROM).replace("2097152", "1048576")));

        look(update);

        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void whileTheControllersConfigurationIsUnreadableChildrenComeBackAndNoStatusIsBlamed() {
        Map<String, JsonNode> before = contents();
        cluster.client().resource(namespace()).serverSideApply();
        cluster.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: numaflow-controller-config, namespace: %s}
                data: {controller-config.yaml: "isbsvc: {jetstream: {versions: [nonsense"}
                """
                        .formatted(CONFIG_NAMESPACE));
        JsonNode status = cluster.live(ObjectKind.SERVICE, "n").path("status");

        delete(configMap());
        assertThat(FoundByRepair.ofChildren(cluster)).isNotEmpty();
        assertThat(look(update).extent()).isEqualTo(Extent.CHILDREN);

        assertThat(contents()).isEqualTo(before);
        assertThat(FoundByRepair.ofChildren(cluster)).isEmpty();
        assertThat(cluster.live(ObjectKind.SERVICE, "n").path("status")).isEqualTo(status);
    }

    /** Its users run on. */
    @Test
    void repairFindsWhatWasChangedOfAServiceWhoseDeletionIsRefused() {
        cluster.apply(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: Pipeline
                metadata: {name: user, namespace: %s}
                spec: {interStepBufferServiceName: n, vertices: [], edges: []}
                """
                        .formatted(TestCluster.NAMESPACE));
        cluster.cluster().delete(cluster.live(ObjectKind.SERVICE, "n"));
        update.keeper().look(service(update));
        TestCluster.beans(cluster.clusterOf("deletion")).deletion().look(service(update));
        update.keeper().look(service(update));
        Map<String, JsonNode> before = contents();
        assertThat(FoundByRepair.ofChildren(cluster)).isEmpty();

        edit(configMap(), live -> live.withObject("/data").put("nats-js", "port: 1"));
        assertThat(FoundByRepair.ofChildren(cluster)).isNotEmpty();
        update.keeper().look(service(update));

        assertThat(contents()).isEqualTo(before);
        assertThat(FoundByRepair.ofChildren(cluster)).isEmpty();
    }

    private static io.fabric8.kubernetes.api.model.Namespace namespace() {
        return new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                .withNewMetadata()
                .withName(CONFIG_NAMESPACE)
                .endMetadata()
                .build();
    }

    private void refuseTheSpec() {
        edit(ObjectRef.of(names), live -> {
            live.withObject("/spec/jetstream").put("replicas", 2);
            live.withObject("/spec/jetstream").put("settings", "max_payload: 4194304");
        });
        look(update);
        assertThat(held()).contains("replicas");
        assertThat(FoundByRepair.ofChildren(cluster)).isEmpty();
    }

    private ObjectRef configMap() {
        return new ObjectRef(ObjectKind.CONFIG_MAP, TestCluster.NAMESPACE, names.configMap());
    }

    private List<ObjectRef> children() {
        return Stream.concat(
                        Stream.of(
                                configMap(),
                                new ObjectRef(
                                        ObjectKind.HEADLESS_SERVICE, TestCluster.NAMESPACE, names.headlessService()),
                                new ObjectRef(
                                        ObjectKind.POD_DISRUPTION_BUDGET,
                                        TestCluster.NAMESPACE,
                                        names.podDisruptionBudget()),
                                ObjectRef.ofStatefulSet(names)),
                        Stream.of(names.clientSecret(), names.serverSecret(), names.keySecret())
                                .map(name -> new ObjectRef(ObjectKind.SECRET, TestCluster.NAMESPACE, name)))
                .toList();
    }

    private Map<String, JsonNode> contents() {
        Map<String, JsonNode> contents = new TreeMap<>();
        for (ObjectRef child : children()) {
            if (child.kind() != ObjectKind.SECRET) {
                JsonNode live = cluster.cluster().get(child).orElseThrow();
                contents.put(child.toString(), live.has("data") ? live.path("data") : live.path("spec"));
            }
        }
        contents.put("record", cluster.cluster().get(configMap()).orElseThrow().at("/metadata/annotations"));
        // The API server gives a Service its families anew.
        return contents;
    }

    private void delete(ObjectRef ref) {
        await().atMost(LONG).until(() -> {
            Optional<JsonNode> live = cluster.cluster().get(ref);
            live.ifPresent(cluster.cluster()::delete);
            return live.isEmpty();
        });
    }

    private void edit(ObjectRef ref, Consumer<ObjectNode> change) {
        for (int look = 0; look < Contended.LOOKS; look++) {
            ObjectNode edited = cluster.cluster().get(ref).orElseThrow().deepCopy();
            change.accept(edited);
            if (cluster.cluster().replace(edited) instanceof Written.Done) {
                return;
            }
        }
        throw new Contended(ref);
    }

    private String held() {
        for (JsonNode condition : cluster.live(ObjectKind.SERVICE, "n").at("/status/conditions")) {
            if (condition.path("type").asText().equals("ChangesHeld")) {
                return condition.path("message").asText();
            }
        }
        return "";
    }

    private List<String> events(String reason) {
        return cluster.cluster().list(ObjectKind.EVENT, TestCluster.NAMESPACE).stream()
                .filter(event -> event.path("reason").asText().equals(reason))
                .map(event -> event.path("message").asText())
                .toList();
    }

    private LiveService service(TestCluster.Beans beans) {
        LiveService[] found = new LiveService[1];
        beans.services().evenUnconfigured(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names)), service -> {
            found[0] = service;
            return new Outcome.Done("");
        });
        return found[0];
    }

    private Reconciled look(TestCluster.Beans beans) {
        List<Reconciled> reconciled = new ArrayList<>();
        reconciled.add(beans.reconciler().reconcile(service(beans)));
        return reconciled.get(0);
    }
}
