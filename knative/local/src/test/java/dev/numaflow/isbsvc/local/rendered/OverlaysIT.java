package dev.numaflow.isbsvc.local.rendered;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.manifests.Kustomization;
import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kustomize makes of the overlays. */
@Tag("tools")
class OverlaysIT {

    private static final Path OVERLAYS = Repository.file("knative/manifests/overlays");
    private static final String BINDING = "ValidatingAdmissionPolicyBinding";

    @TempDir
    Path folder;

    /** Only then do the other tests of manifests, and the local system, speak of what is installed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "knative/manifests",
                "triggers",
                "knative/manifests/overlays/before-numaflow",
                "knative/manifests/overlays/beside-numaflow",
                "knative/manifests/overlays/local"
            })
    void ourOwnReaderBuildsWhatKustomizeBuilds(String overlay) {
        Path path = Repository.file(overlay);

        assertThat(byName(Kustomization.build(path))).isEqualTo(byName(RenderedManifests.kustomize(path)));
    }

    @Test
    void inOneNamespaceNoRoleIsTheClusters() {
        List<Document> one = RenderedManifests.kustomize(OVERLAYS.resolve("one-namespace"));
        List<Document> cluster = RenderedManifests.kustomize(OVERLAYS.resolve("beside-numaflow"));

        assertThat(one).extracting(Document::kind).doesNotContain("ClusterRole", "ClusterRoleBinding");
        assertThat(rules(one, "Role", "team-a"))
                .as("the same rights, in that namespace")
                .isEqualTo(rules(cluster, "ClusterRole", ""))
                .hasSize(8);
        assertThat(one)
                .filteredOn(document -> document.kind().equals("RoleBinding")
                        && document.namespace().equals("team-a"))
                .hasSize(8)
                .allSatisfy(binding -> {
                    assertThat(binding.tree().at("/roleRef/kind").asText()).isEqualTo("Role");
                    assertThat(binding.tree().at("/subjects/0/namespace").asText())
                            .isEqualTo("isbsvc-system");
                });
    }

    @Test
    void inOneNamespaceWhatIsWatchedFencedAndFoundIsThere() {
        List<Document> one = RenderedManifests.kustomize(OVERLAYS.resolve("one-namespace"));

        assertServed(one, "{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"team-a\"}}");
        assertThat(texts(one, "Service", "/spec/template/spec/containers/0/env"))
                .hasSize(7)
                .allMatch(env -> env.endsWith("{\"name\":\"ISBSVC_SERVED_NAMESPACES\",\"value\":\"team-a\"}]"));
    }

    @Test
    void inOneNamespaceEveryFunctionReadsTheControllersConfiguration() {
        List<Document> one = RenderedManifests.kustomize(OVERLAYS.resolve("one-namespace"));

        Document binding = one.stream()
                .filter(document -> document.kind().equals("RoleBinding")
                        && document.namespace().equals("numaflow-system"))
                .findFirst()
                .orElseThrow();
        assertThat(binding.tree().path("subjects").findValuesAsText("name"))
                .containsExactlyInAnyOrderElementsOf(one.stream()
                        .filter(document -> document.kind().equals("Service"))
                        .map(Document::name)
                        .toList());
    }

    /** So that a copy with another name in one file is all that a user writes. */
    @Test
    void bothNamesAreInOneFile() throws IOException {
        for (String part : List.of("knative/manifests", "triggers")) {
            copy(Repository.file(part), folder.resolve(part));
        }
        Path overlay = folder.resolve("knative/manifests/overlays/one-namespace");
        Path names = overlay.resolve("names.yaml");
        List<Document> before = RenderedManifests.kustomize(overlay);
        Files.writeString(
                names,
                Files.readString(names)
                        .replace("served: team-a", "served: orders")
                        .replace("numaflow: numaflow-system", "numaflow: platform"));

        List<Document> after = RenderedManifests.kustomize(overlay);

        assertThat(text(after))
                .isEqualTo(text(before)
                        .replace("team-a", "orders")
                        .replace("\"namespace\":\"numaflow-system\"", "\"namespace\":\"platform\""));
    }

    @Test
    void inNamedNamespacesALabelDecides() {
        List<Document> named = RenderedManifests.kustomize(OVERLAYS.resolve("named-namespaces"));

        assertServed(named, "{\"matchLabels\":{\"isbsvc.numaflow.numaproj.io/served\":\"true\"}}");
        assertThat(texts(named, "Service", "/spec/template/spec/containers/0/env"))
                .hasSize(7)
                .allMatch(env -> env.endsWith("{\"name\":\"ISBSVC_SERVED_LABEL\","
                        + "\"value\":\"isbsvc.numaflow.numaproj.io/served=true\"}]"));
    }

    /** Elsewhere Numaflow's controller goes on, with rules of its own. */
    private static void assertServed(List<Document> installation, String selector) {
        assertThat(texts(installation, "ApiServerSource", "/spec/namespaceSelector"))
                .hasSize(2)
                .containsOnly(selector);
        assertThat(installation)
                .filteredOn(document -> document.kind().equals(BINDING))
                .extracting(document ->
                        document.name() + " " + document.tree().at("/spec/matchResources/namespaceSelector"))
                .containsExactlyInAnyOrder(
                        "isbsvc-definition-deletion ",
                        "isbsvc-fence " + selector,
                        "isbsvc-refused-specs " + selector,
                        "isbsvc-warnings " + selector);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "nats"})
    void aBrokerIsAComponentOfAnyOverlay(String broker) throws IOException {
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                "resources: [%s]\ncomponents: [%s]\n"
                        .formatted(
                                relative("knative/manifests/overlays/beside-numaflow"),
                                relative("knative/manifests/brokers/" + broker)));

        Map<String, JsonNode> with = byName(RenderedManifests.kustomize(folder));
        Map<String, JsonNode> without = byName(RenderedManifests.kustomize(OVERLAYS.resolve("beside-numaflow")));

        JsonNode changed = with.remove("Broker isbsvc-system default");
        without.remove("Broker isbsvc-system default");
        assertThat(with).isEqualTo(without);
        assertThat(changed.at("/metadata/annotations").toString())
                .isEqualTo("{\"eventing.knative.dev/broker.class\":\""
                        + (broker.equals("kafka") ? "Kafka" : "NatsJetStreamBroker") + "\"}");
    }

    private static String text(List<Document> installation) {
        return installation.stream().map(document -> document.tree().toString()).collect(Collectors.joining("\n"));
    }

    private String relative(String path) {
        return folder.toAbsolutePath().relativize(Repository.file(path)).toString();
    }

    private static Map<String, JsonNode> rules(List<Document> installation, String kind, String namespace) {
        return installation.stream()
                .filter(document ->
                        document.kind().equals(kind) && document.namespace().equals(namespace))
                .collect(Collectors.toMap(
                        Document::name, document -> document.tree().path("rules")));
    }

    private static List<String> texts(List<Document> installation, String kind, String path) {
        return installation.stream()
                .filter(document -> document.kind().equals(kind))
                .map(document -> document.tree().at(path).toString())
                .toList();
    }

    private static Map<String, JsonNode> byName(List<Document> documents) {
        return documents.stream()
                .collect(Collectors.toMap(
                        document -> document.kind() + " " + document.namespace() + " " + document.name(),
                        (Function<Document, JsonNode>) Document::tree));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                Files.createDirectories(Files.isDirectory(each) ? target : target.getParent());
                if (Files.isRegularFile(each)) {
                    Files.copy(each, target);
                }
            }
        }
    }
}
