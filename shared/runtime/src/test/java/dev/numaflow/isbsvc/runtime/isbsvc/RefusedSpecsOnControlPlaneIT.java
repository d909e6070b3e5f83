package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.FieldCause;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input is never half applied: the resource definition refuses what it can tell, a trial of the StatefulSet the rest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedSpecsOnControlPlaneIT {

    private static final List<ObjectKind> CHILDREN = List.of(
            ObjectKind.SECRET,
            ObjectKind.CONFIG_MAP,
            ObjectKind.SERVICE,
            ObjectKind.POD_DISRUPTION_BUDGET,
            ObjectKind.STATEFUL_SET);

    private final TestCluster cluster = new TestCluster();
    private int services;

    @AfterAll
    void close() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "containerTemplate: {env: [{value: x}]} | containerTemplate.env[0].name",
                "metricsContainerTemplate: {env: [{name: A, valueFrom: {secretKeyRef: {name: s}}}]}"
                        + " | metricsContainerTemplate.env[0].valueFrom.secretKeyRef.key",
                "persistence: {volumeSize: abc} | persistence.volumeSize",
                "reloaderContainerTemplate: {resources: {limits: {cpu: lots}}} |"
                        + " reloaderContainerTemplate.resources.limits.cpu",
                "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{}]}}"
                        + " | affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey",
                "securityContext: {sysctls: [{name: a}]} | securityContext.sysctls[0].value",
                "containerTemplate: {resources: {claims: [{name: a}, {name: a}]}} |"
                        + " containerTemplate.resources.claims[1]",
            })
    void theResourceDefinitionRefusesMalformedSpecs(String fields, String path) {
        WriteResult written = cluster.cluster().create(service("{version: latest, " + fields + "}", "n" + services++));

        assertThat(written).isInstanceOf(WriteResult.Rejected.class);
        assertThat(((WriteResult.Rejected) written).causes())
                .extracting(FieldCause::field)
                .contains("spec.jetstream." + path);
    }

    @Test
    void theResourceDefinitionAddsNothingToWhatIsApplied() {
        JsonNode live =
                create("{version: latest, containerTemplate: {env: [{name: A, valueFrom: {secretKeyRef: {key: k}}}]}}");

        assertThat(live.path("spec"))
                .isEqualTo(
                        TestCluster.tree("{jetstream: {version: latest, containerTemplate: {env: [{name: A, valueFrom:"
                                + " {secretKeyRef: {key: k}}}]}}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "containerTemplate: {env: [{name: GOOD, value: a}, {name: 'A=B', value: a}]} |"
                        + " containerTemplate.env[1].name",
                "reloaderContainerTemplate: {env: [{name: A, valueFrom: {secretKeyRef: {key: k}}}]}"
                        + " | reloaderContainerTemplate.env[0].valueFrom.secretKeyRef.name",
                "containerTemplate: {envFrom: [{configMapRef: {}}]} | containerTemplate.envFrom[0].configMapRef.name",
                "metricsContainerTemplate: {securityContext: {runAsUser: -5}} |"
                        + " metricsContainerTemplate.securityContext.runAsUser",
                "containerTemplate: {resources: {limits: {cpu: -1}}} | containerTemplate.resources.limits",
                "tolerations: [{operator: Bogus}] | tolerations[0].operator",
                "nodeSelector: {'a b': c} | nodeSelector",
                "metadata: {labels: {'x y': z}} | metadata.labels",
                "dnsConfig: {nameservers: [abc]} | dnsConfig.nameservers[0]",
                "priorityClassName: 'A B' | priorityClassName",
                "persistence: {storageClassName: 'A_B'} | persistence.storageClassName",
                "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms:"
                        + " [{matchExpressions: [{key: a, operator: Bogus}]}]}}} |"
                        + " affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]",
            })
    void whatOnlyTheApiServerCanValidateIsRefusedBeforeTheFirstChild(String fields, String path) {
        JsonNode service = create("{version: latest, " + fields + "}");

        reconcile(service, "creation");

        assertThat(children(service)).isEmpty();
        JsonNode status = live(service).path("status");
        assertThat(status.path("phase").asText()).isEqualTo("Failed");
        assertThat(status.path("message").asText())
                .contains("spec.jetstream." + path)
                .doesNotContain("spec.template");
    }

    @Test
    void aRunningServiceIsNotHalfChanged() {
        JsonNode service = create("{version: latest, persistence: {}}");
        reconcile(service, "creation");
        Map<String, JsonNode> before = children(service);
        ObjectNode changed = live(service).deepCopy();
        changed.withObject("/spec/jetstream")
                .put("settings", "max_payload: 2MB")
                .withObject("/nodeSelector")
                .put("a b", "c");
        cluster.cluster().replace(changed);

        reconcile(service, "update");

        assertThat(children(service)).isEqualTo(before);
        JsonNode status = live(service).path("status");
        assertThat(status.path("conditions"))
                .anySatisfy(condition ->
                        assertThat(condition.path("message").asText()).contains("spec.jetstream.nodeSelector"))
                .noneSatisfy(condition ->
                        assertThat(condition.path("status").asText()).isEqualTo("False"));
    }

    private void reconcile(JsonNode service, String function) {
        TestBeans.of(cluster.clusterOf(function))
                .reconciler()
                .reconcile(LiveService.of(live(service), ControllerConfig.builtIn()));
    }

    private JsonNode live(JsonNode service) {
        return cluster.live(ObjectKind.ISB_SERVICE, service.at("/metadata/name").asText());
    }

    private JsonNode create(String jetstream) {
        WriteResult written = cluster.cluster().create(service(jetstream, "n" + services++));
        assertThat(written).isInstanceOf(WriteResult.Done.class);
        return ((WriteResult.Done) written).object();
    }

    private JsonNode service(String jetstream, String name) {
        return TestCluster.tree(cluster.service(name, jetstream));
    }

    /** What they hold, by their names; the controllers go on writing their status. */
    private Map<String, JsonNode> children(JsonNode service) {
        String prefix = "isbsvc-" + service.at("/metadata/name").asText() + "-js";
        return CHILDREN.stream()
                .flatMap(kind -> cluster.cluster().list(kind, cluster.namespace()).stream()
                        .filter(child -> child.at("/metadata/name").asText().startsWith(prefix))
                        .flatMap(child -> Stream.of(Map.entry(
                                kind + " " + child.at("/metadata/name").asText(),
                                child.has("data") ? child.path("data") : child.path("spec")))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
