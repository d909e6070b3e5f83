package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.status.FastPath;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.health.TestPods;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes that wait for the user, for a pause to end, or for another service. */
class HeldChangesIT {

    private static final Pattern ID = Pattern.compile("\\[([0-9a-f]{8})\\]");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String PERSISTENT = "persistence: {volumeSize: 3Gi}";

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.cluster()
                .get(new ObjectRef(ObjectKind.CONFIG_MAP, TestCluster.CONTROLLER, ControllerConfig.CONFIG_MAP))
                .ifPresent(cluster.cluster()::delete);
        cluster.close();
    }

    @Test
    void anApprovedDowngradeIsCarriedOutOnce() {
        runs("n", "{version: 2.12.7, " + PERSISTENT + "}");
        version("n", "2.10.29");
        reconcile("n");
        assertThat(image("n")).isEqualTo("nats:2.12.7");

        annotate("n", Annotations.APPROVE, id("n"));
        assertThat(FastPath.nothingToDo(cluster.live(ObjectKind.ISB_SERVICE, "n")))
                .isFalse();
        reconcile("n");
        assertThat(image("n")).isEqualTo("nats:2.10.29");
        assertThat(held("n")).isEmpty();

        version("n", "2.12.7");
        reconcile("n");
        version("n", "2.10.29");
        reconcile("n");
        assertThat(image("n")).isEqualTo("nats:2.12.7");
        assertThat(held("n")).isPresent();
    }

    @Test
    void nothingButTheStatusIsWrittenWhileAServiceIsPaused() {
        runs("n", "{version: 2.12.7, " + PERSISTENT + "}");
        annotate("n", Annotations.PAUSED, "true");
        cluster.cluster()
                .delete(cluster.live(ObjectKind.CONFIG_MAP, cluster.names("n").configMap()));
        cluster.writes();

        reconcile("n");

        assertThat(cluster.writes())
                .extracting(write -> write.verb() + " " + write.resource() + " " + write.subresource())
                .containsExactly("update interstepbufferservices status");
        assertThat(held("n").map(Condition::reason)).contains("Paused");
        assertThat(status("n").message()).contains(Annotations.PAUSED);
        assertThat(status("n").conditions()).noneMatch(Condition::isFalse);

        annotate("n", Annotations.PAUSED, null);
        assertThat(FastPath.nothingToDo(cluster.live(ObjectKind.ISB_SERVICE, "n")))
                .isFalse();
        reconcile("n");
        assertThat(held("n")).isEmpty();
        assertThat(cluster.live(ObjectKind.CONFIG_MAP, cluster.names("n").configMap()))
                .isNotNull();
    }

    /** What the controller's configuration says of a version is taken by one service at a time, and by nobody after a broken one. */
    @Test
    void newImagesOfTheSameVersionReachOneServiceAfterTheOther() {
        runs("a", "{version: latest, " + PERSISTENT + "}");
        runs("b", "{version: latest, " + PERSISTENT + "}");
        back("a");
        back("b");
        controllerConfig("nats:2.12.9");

        reconcile("a");
        reconcile("b");
        assertThat(image("a")).isEqualTo("nats:2.12.9");
        assertThat(image("b")).isEqualTo("nats:2.12.7");
        assertThat(held("b").orElseThrow().message())
                .contains(cluster.namespace() + "/a")
                .contains("one at a time");
        assertThat(held("a")).isEmpty();

        back("a");
        reconcile("b");
        assertThat(image("b")).isEqualTo("nats:2.12.9");
        assertThat(held("b")).isEmpty();
        assertThat(cluster.cluster().list(ObjectKind.LEASE, cluster.namespace()))
                .isEmpty();
    }

    @Test
    void reportsHowManyBuffersKeepTheirValues() {
        runs("n", "{version: latest, " + PERSISTENT + "}");
        edit("n", service -> service.withObject("/spec/jetstream").put("bufferConfig", "stream: {maxMsgs: 5}"));
        JsonNode set = set("n").path("spec");

        reconcile("n");

        assertThat(set("n").path("spec")).isEqualTo(set);
        assertThat(status("n").config().jetstream().streamConfig()).contains("maxmsgs: 5");
        assertThat(cluster.cluster().list(ObjectKind.EVENT, cluster.namespace()))
                .anyMatch(event -> event.path("reason").asText().equals("BufferConfigChanged"));
    }

    @Test
    void reportsARefusedSpecOfARunningServiceWithAnIdAndAWayOut() {
        runs("n", "{version: latest, " + PERSISTENT + "}");
        edit("n", service -> service.withObject("/spec/jetstream").put("replicas", 4));

        reconcile("n");

        assertThat(held("n").orElseThrow().message())
                .contains("spec.jetstream.replicas")
                .contains("stays 3 (wanted 4)")
                .containsPattern(ID)
                .contains("take it back");
        edit("n", service -> service.withObject("/spec/jetstream").remove("replicas"));
        reconcile("n");
        assertThat(held("n")).isEmpty();
    }

    /** Two runs that look at two generations end at the newer one, whoever writes first. */
    @Test
    void theNewerOfTwoGenerationsWinsInBothOrders() {
        runs("n", "{version: latest, " + PERSISTENT + "}");
        LiveService older = live("n");
        edit("n", service -> service.withObject("/spec/jetstream")
                .putArray("startArgs")
                .add("-DV"));
        LiveService newer = live("n");

        cluster.beans().reconciler().reconcile(newer);
        cluster.beans().reconciler().reconcile(older);
        assertThat(set("n").at("/spec/template/spec/containers/0/args/0").asText())
                .isEqualTo("-DV");

        edit("n", service -> service.withObject("/spec/jetstream")
                .putArray("startArgs")
                .add("-D"));
        LiveService newest = live("n");
        cluster.beans().reconciler().reconcile(newer);
        cluster.beans().reconciler().reconcile(newest);
        assertThat(set("n").at("/spec/template/spec/containers/0/args/0").asText())
                .isEqualTo("-D");
    }

    private void runs(String name, String jetstream) {
        cluster.apply(cluster.service(name, jetstream));
        reconcile(name);
    }

    private void version(String name, String version) {
        edit(name, service -> service.withObject("/spec/jetstream").put("version", version));
    }

    private void annotate(String name, String key, String value) {
        edit(name, service -> {
            ObjectNode annotations = service.withObject("/metadata/annotations");
            if (value == null) {
                annotations.remove(key);
            } else {
                annotations.put(key, value);
            }
        });
    }

    private String id(String name) {
        Matcher id = ID.matcher(held(name).orElseThrow().message());
        assertThat(id.find()).isTrue();
        return id.group(1);
    }

    /** Until the StatefulSet's controller has updated all pods, and all are ready. */
    private void back(String name) {
        TestPods pods = new TestPods(cluster.cluster(), cluster.names(name));
        await().atMost(LONG).until(() -> {
            reconcile(name);
            return pods.areRolledOut();
        });
    }

    private void controllerConfig(String natsImage) {
        cluster.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: numaflow-controller-config, namespace: %s}
                data:
                  controller-config.yaml: |
                    isbsvc:
                      jetstream:
                        versions:
                        - version: latest
                          natsImage: %s
                          metricsExporterImage: natsio/prometheus-nats-exporter:0.19.2
                          configReloaderImage: natsio/nats-server-config-reloader:0.22.4
                          startCommand: /nats-server
                """
                        .formatted(TestCluster.CONTROLLER, natsImage));
    }

    private String image(String name) {
        return set(name).at("/spec/template/spec/containers/0/image").asText();
    }

    private JsonNode set(String name) {
        return cluster.live(ObjectKind.STATEFUL_SET, cluster.names(name).statefulSet());
    }

    private Optional<Condition> held(String name) {
        return status(name).condition(ConditionType.CHANGES_HELD);
    }

    private ServiceStatus status(String name) {
        return StrictReader.withoutSpec(cluster.live(ObjectKind.ISB_SERVICE, name))
                .status();
    }

    private void edit(String name, Consumer<ObjectNode> change) {
        ObjectNode object = cluster.live(ObjectKind.ISB_SERVICE, name).deepCopy();
        change.accept(object);
        assertThat(cluster.cluster().replace(object)).isInstanceOf(WriteResult.Done.class);
    }

    private void reconcile(String name) {
        cluster.beans().reconciler().reconcile(live(name));
    }

    private LiveService live(String name) {
        List<LiveService> found = new ArrayList<>();
        cluster.beans()
                .services()
                .with(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(cluster.names(name))), service -> {
                    found.add(service);
                    return new Outcome.Done("");
                });
        return found.get(0);
    }
}
