package dev.numaflow.isbsvc.local.rendered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart installs what kustomize installs, value by value, but for the namespace itself, which helm makes. */
@Tag("tools")
class HelmChartIT {

    private static final Path CHART = Repository.file("knative/helm/isbsvc");

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                       | resources: [knative/manifests, triggers]",
                "{crds: {pipelines: true}}                | resources: [knative/manifests/overlays/before-numaflow]",
                "{crds: {install: false}, fence: true}    | resources: [knative/manifests/overlays/beside-numaflow]",
                "{monitoring: true}                       | {resources: [knative/manifests, triggers], components: [knative/manifests/monitoring]}",
                "{broker: {class: NatsJetStreamBroker}}   | {resources: [knative/manifests, triggers], components: [knative/manifests/brokers/nats]}",
                "{broker: {class: Kafka, config: {apiVersion: v1, kind: ConfigMap, name: kafka-broker-config, namespace: knative-eventing}}} | {resources: [knative/manifests, triggers], components: [knative/manifests/brokers/kafka]}",
                "{networkPolicies: true}                  | {resources: [knative/manifests, triggers], components: [knative/manifests/network-policies]}",
                "{senderIdentity: true}                   | {resources: [knative/manifests, triggers], components: [knative/manifests/sender-identity]}",
                "{crds: {install: false}, fence: true, served: {labelled: true}}   | resources: [knative/manifests/overlays/named-namespaces]",
                "{crds: {install: false}, fence: true, served: {namespace: team-a}} | resources: [knative/manifests/overlays/one-namespace]",
                "{crds: {install: false}, fence: true, senderIdentity: true, served: {namespace: team-a}} | {resources: [knative/manifests/overlays/one-namespace], components: [knative/manifests/sender-identity]}",
                "{image: 'registry.example.org/isbsvc:1'} | {resources: [knative/manifests, triggers], images: [{name: isbsvc/functions, newName: registry.example.org/isbsvc, newTag: '1'}]}",
            })
    void theChartAppliesWhatKustomizeApplies(String values, String kustomization) throws IOException {
        assertSame(values, kustomization, "isbsvc-system");
    }

    @Test
    void theNamespaceOfTheReleaseIsTheirs() throws IOException {
        assertSame(
                "{monitoring: true, fence: true}",
                "{namespace: buffers, resources: [knative/manifests, knative/manifests/fence, triggers],"
                        + " components: [knative/manifests/monitoring]}",
                "buffers");
    }

    /** What Knative calls its Broker contains the namespace, and so do the names of accounts. */
    @Test
    void theNamespaceIsInWhatSendersAreKnownBy() throws IOException {
        Path below = Files.createDirectory(folder.resolve("below"));
        write(below, "{namespace: buffers, resources: [knative/manifests, triggers]}");

        assertSame(
                "{senderIdentity: true}",
                "{resources: [below], components: [knative/manifests/sender-identity]}",
                "buffers");
    }

    /** No pod of a function starts in a namespace that is being deleted, so its services would stay. */
    @Test
    void theServedNamespaceIsNotThatOfTheFunctions() {
        assertThatThrownBy(() -> RenderedManifests.helm(CHART, "buffers", "{served: {namespace: buffers}}"))
                .hasMessageContaining("served.namespace is not that of the functions");
    }

    /** What is stored goes with the definition, so `helm uninstall` leaves it. */
    @Test
    void theDefinitionsOutliveTheRelease() {
        assertThat(RenderedManifests.helm(CHART, "isbsvc-system", "{crds: {pipelines: true}}"))
                .filteredOn(document -> document.kind().equals("CustomResourceDefinition"))
                .hasSize(3)
                .allSatisfy(definition -> assertThat(definition
                                .tree()
                                .at("/metadata/annotations/helm.sh~1resource-policy")
                                .asText())
                        .isEqualTo("keep"));
    }

    private void assertSame(String values, String kustomization, String namespace) throws IOException {
        write(folder, kustomization);

        Map<String, JsonNode> chart = byName(RenderedManifests.helm(CHART, namespace, values));
        Map<String, JsonNode> kustomized = byName(RenderedManifests.kustomize(folder));
        kustomized.remove("Namespace  " + namespace);

        assertThat(chart.keySet()).isEqualTo(kustomized.keySet());
        chart.forEach((name, object) -> assertThat(object).as(name).isEqualTo(kustomized.get(name)));
    }

    private static void write(Path folder, String kustomization) throws IOException {
        Path link = folder.toAbsolutePath().relativize(Repository.root());
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                kustomization.replaceAll("(knative/manifests|triggers)(?=[/,\\]])", link + "/$1"));
    }

    private static Map<String, JsonNode> byName(List<Document> documents) {
        return documents.stream()
                .map(document -> withoutNamespaceOfKustomize(withoutPolicyOfHelm(document.tree())))
                .collect(Collectors.toMap(
                        tree -> tree.path("kind").asText() + " "
                                + tree.at("/metadata/namespace").asText() + " "
                                + tree.at("/metadata/name").asText(),
                        Function.identity()));
    }

    /** It does not know that policies have none, and gives them one with `namespace:`; the API server drops it. */
    private static JsonNode withoutNamespaceOfKustomize(JsonNode tree) {
        if (tree.path("kind").asText().startsWith("ValidatingAdmissionPolicy")) {
            ((ObjectNode) tree.path("metadata")).remove("namespace");
        }
        return tree;
    }

    private static JsonNode withoutPolicyOfHelm(JsonNode tree) {
        ObjectNode copy = tree.deepCopy();
        if (copy.at("/metadata/annotations") instanceof ObjectNode annotations
                && annotations.remove("helm.sh/resource-policy") != null
                && annotations.isEmpty()) {
            ((ObjectNode) copy.path("metadata")).remove("annotations");
        }
        return copy;
    }
}
