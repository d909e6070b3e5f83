package dev.numaflow.isbsvc.runtime.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.apiserver.LoggedRequest;
import dev.numaflow.isbsvc.rendering.change.ChangePlan;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Written;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan announces is what the API server is then asked to write. */
class PlanLookIT {

    private static final Names NAMES = new Names(TestCluster.NAMESPACE, "n");
    private static final Set<String> CHILDREN =
            Set.of("secrets", "configmaps", "services", "poddisruptionbudgets", "statefulsets");

    private final TestCluster cluster = TestCluster.embedded();

    @BeforeEach
    void runs() {
        cluster.apply(TestCluster.service("n", "{version: latest, persistence: {volumeSize: 3Gi}}"));
        reconcile();
        cluster.writes();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version: 2.10.29",
                "startArgs: [-DV]",
                "containerTemplate: {env: [{name: A, value: b}]}",
                "reloaderContainerTemplate: {imagePullPolicy: Never}",
                "metricsContainerTemplate: {imagePullPolicy: Never}",
                "metadata: {labels: {a: b}}",
                "nodeSelector: {disk: fast}",
                "tolerations: [{operator: Exists}]",
                "securityContext: {runAsUser: 5}",
                "imagePullSecrets: [{name: a}]",
                "priorityClassName: high",
                "priority: 5",
                "affinity: {nodeAffinity: {}}",
                "serviceAccountName: nats",
                "automountServiceAccountToken: false",
                "runtimeClassName: kata",
                "dnsPolicy: Default",
                "dnsConfig: {nameservers: [1.1.1.1]}",
                "resourceClaims: [{name: a, resourceClaimName: b}]",
                "settings: 'max_payload: 2000000'",
                "settings: 'max_file_store: 5G'",
                "settings: 'max_memory_store: 1G'",
                "bufferConfig: 'stream: {maxMsgs: 5}'",
                "replicas: 5",
                "encryption: true",
                "tls: true",
            })
    void announcesExactlyTheWritesThatFollow(String field) {
        ObjectNode changed = cluster.live(ObjectKind.SERVICE, "n").deepCopy();
        changed.withObject("/spec/jetstream").setAll((ObjectNode) TestCluster.tree("{" + field + "}"));
        ObjectNode manifest = changed.deepCopy();
        manifest.remove("status");

        ChangePlan plan = look().plan(manifest, ControllerConfig.builtIn()).value();
        assertThat(plan.changesNothing()).isFalse();
        assertThat(cluster.writes()).isEmpty();
        assertThat(cluster.cluster().replace(changed)).isInstanceOf(Written.Done.class);
        cluster.writes();
        reconcile();

        assertThat(childWrites())
                .containsExactlyElementsOf(plan.writes().stream()
                        .map(write -> write.verb() + " " + plural(write.object()))
                        .toList());
        assertThat(look().plan(cluster.live(ObjectKind.SERVICE, "n"), ControllerConfig.builtIn())
                        .value()
                        .writes())
                .isEmpty();
    }

    @Test
    void announcesEveryObjectOfANewService() {
        JsonNode manifest = TestCluster.tree(TestCluster.service("m", "{version: latest}"));

        assertThat(look().plan(manifest, ControllerConfig.builtIn()).value().writes())
                .extracting(ChangePlan.Write::verb)
                .containsExactly("create", "create", "create", "create");
    }

    @Test
    void announcesTheRepairOfWhatWasEditedByHand() {
        ObjectNode map = cluster.live(ObjectKind.CONFIG_MAP, NAMES.configMap()).deepCopy();
        map.withObject("/data").put("added", "by hand");
        cluster.client()
                .raw(
                        "/api/v1/namespaces/" + TestCluster.NAMESPACE + "/configmaps/" + NAMES.configMap()
                                + "?fieldManager=somebody",
                        "PUT",
                        map.toString());

        assertThat(look().plan(cluster.live(ObjectKind.SERVICE, "n"), ControllerConfig.builtIn())
                        .value()
                        .rows())
                .extracting(ChangePlan.Row::field)
                .containsExactly("ConfigMap " + NAMES.configMap() + ": data.added");
    }

    private List<String> childWrites() {
        return cluster.writes().stream()
                .filter(write -> CHILDREN.contains(write.resource()))
                .map(PlanLookIT::shown)
                .toList();
    }

    private static String shown(LoggedRequest write) {
        return write.verb() + " " + write.resource();
    }

    private static String plural(String object) {
        return object.split(" ")[0].toLowerCase(Locale.ROOT) + "s";
    }

    private PlanLook look() {
        return new PlanLook(cluster.cluster(), cluster.beans().planning());
    }

    private void reconcile() {
        TestCluster.Beans beans = cluster.beans();
        beans.services().with(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(NAMES)), service -> {
            beans.reconciler().reconcile(service);
            return new Outcome.Done("");
        });
    }
}
