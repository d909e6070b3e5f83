package dev.numaflow.isbsvc.local.rendered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.servers.ControlPlane;
import dev.numaflow.isbsvc.testkit.Repository;
import dev.numaflow.isbsvc.testkit.TestApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cluster with Knative does with the manifests: its own definitions on a real API server, and its own webhooks' rules. */
@Tag("tools")
class KnativeAdmissionIT {

    /** Those that the overlays name and nobody makes. */
    private static final String NAMESPACES =
            """
            {apiVersion: v1, kind: Namespace, metadata: {name: team-a}}
            ---
            {apiVersion: v1, kind: Namespace, metadata: {name: numaflow-system}}
            """;

    @TempDir
    static Path folder;

    private static Path configuration;
    private static ControlPlane plane;
    private static KubernetesClient client;
    private static ClusterObjects objects;

    @BeforeAll
    static void install() throws IOException {
        Path eventing = RenderedManifests.module("knative.dev/eventing");
        Path serving = RenderedManifests.module("knative.dev/serving");
        configuration = eventing.resolve("config/core/configmaps");
        plane = ControlPlane.start(folder.resolve("plane"));
        client = TestApiServer.client(Files.readString(plane.kubeconfig()));
        objects = new ClusterObjects(client);
        objects.apply(Document.read(Files.writeString(folder.resolve("namespaces.yaml"), NAMESPACES)));
        objects.apply(RenderedManifests.kustomize(Repository.file("knative/manifests/crd")));
        objects.apply(definitions(eventing.resolve("config/core/resources")));
        objects.apply(definitions(serving.resolve("config/core/300-resources")));
    }

    private static List<Document> definitions(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .flatMap(file -> Document.read(file).stream())
                    .toList();
        }
    }

    @AfterAll
    static void stop() {
        client.close();
        plane.close();
    }

    /** Unknown fields are refused, and what the schemas do not allow. */
    @ParameterizedTest
    @ValueSource(strings = {"before-numaflow", "beside-numaflow", "named-namespaces", "one-namespace"})
    void anOverlayIsAppliedStrictlyAndASecondTimeChangesNothing(String overlay) {
        List<Document> installation = overlay(overlay);
        assertThat(objects.apply(installation)).isEqualTo(installation.size()).isGreaterThan(40);
        Map<String, Object> before = live(installation);

        objects.apply(installation);

        assertThat(live(installation)).isEqualTo(before);
    }

    @Test
    void aFieldThatKnativesDefinitionsDoNotHaveIsRefused() {
        Document service = first("Service");
        service.tree().withObject("/spec/template").put("scale", "zero");

        assertThatThrownBy(() -> objects.apply(service)).hasMessageContaining("spec.template.scale");
    }

    @ParameterizedTest
    @ValueSource(strings = {"before-numaflow", "beside-numaflow", "named-namespaces", "one-namespace", "local"})
    void theWebhooksTakeAnOverlayAndWarnOfNothing(String overlay) {
        RenderedManifests.admit(overlay(overlay), configuration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"brokers/kafka", "brokers/nats"})
    void theWebhooksTakeAnotherBroker(String component) throws IOException {
        RenderedManifests.admit(withComponent(component), configuration);
    }

    /** Knative has no policies where it does not ask who posts. */
    @Test
    void theWebhooksTakeAPolicyWhereSendersAreAuthenticated(@TempDir Path authenticated) throws IOException {
        for (String file : List.of("features.yaml", "default-broker.yaml")) {
            Files.writeString(
                    authenticated.resolve(file),
                    Files.readString(configuration.resolve(file))
                            .replace("authentication-oidc: \"disabled\"", "authentication-oidc: \"enabled\""));
        }
        List<Document> installation = withComponent("sender-identity");

        RenderedManifests.admit(installation, authenticated);

        assertThatThrownBy(() -> RenderedManifests.admit(installation, configuration))
                .hasMessageContaining("EventPolicy isbsvc-broker: oidc-authentication feature not enabled");
    }

    private static List<Document> withComponent(String component) throws IOException {
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                "resources: [%s]\ncomponents: [%s]\n"
                        .formatted(relative("overlays/beside-numaflow"), relative(component)));

        return RenderedManifests.kustomize(folder);
    }

    /** Serving warns of what may be refused one day, Eventing refuses, and both rewrite: none is left to a user. */
    @Test
    void whatTheWebhooksWarnOfRefuseOrStoreOtherwiseIsFound() {
        Document service = first("Service");
        ((ObjectNode) service.tree().at("/spec/template/spec/containers/0")).remove("securityContext");
        Document trigger = first("Trigger");
        trigger.tree().withObject("/spec/delivery").put("backofDelay", "PT1S");
        Document rewritten = first("Service");
        ((ObjectNode) rewritten.tree().at("/spec/template/spec/containers/0/resources/limits")).put("memory", "1024Mi");

        assertThatThrownBy(() -> RenderedManifests.admit(List.of(service, trigger, rewritten), configuration))
                .hasMessageContaining("securityContext.runAsNonRoot")
                .hasMessageContaining("unknown field \"backofDelay\"")
                .hasMessageContaining("resources.limits.memory: 1024Mi is stored as 1Gi");
    }

    private static List<Document> overlay(String name) {
        return RenderedManifests.kustomize(Repository.file("knative/manifests/overlays/" + name));
    }

    private static Document first(String kind) {
        return overlay("beside-numaflow").stream()
                .filter(document ->
                        document.kind().equals(kind) && document.apiVersion().contains("knative.dev"))
                .findFirst()
                .orElseThrow();
    }

    private static String relative(String path) {
        return folder.toAbsolutePath()
                .relativize(Repository.file("knative/manifests/" + path))
                .toString();
    }

    private static Map<String, Object> live(List<Document> installation) {
        return installation.stream()
                .collect(Collectors.toMap(
                        document -> document.kind() + " " + document.namespace() + " " + document.name(),
                        KnativeAdmissionIT::live));
    }

    /** Without what controllers write beside it. */
    private static JsonNode live(Document document) {
        var type = client.genericKubernetesResources(document.apiVersion(), document.kind());
        GenericKubernetesResource live = (document.namespace().isEmpty()
                        ? type.withName(document.name())
                        : type.inNamespace(document.namespace()).withName(document.name()))
                .require();
        ObjectNode tree = client.getKubernetesSerialization().convertValue(live, ObjectNode.class);
        tree.remove("status");
        tree.withObject("/metadata").remove(List.of("resourceVersion", "managedFields"));
        return tree;
    }
}
