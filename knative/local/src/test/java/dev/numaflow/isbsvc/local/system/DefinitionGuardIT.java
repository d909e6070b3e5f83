package dev.numaflow.isbsvc.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.manifests.Kustomization;
import dev.numaflow.isbsvc.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admission policy of the manifests, judged by the only one that honours it: a real API server. */
class DefinitionGuardIT {
    private static final Path MANIFESTS =
            Path.of("../manifests").toAbsolutePath().normalize();
    private static final String SERVICES = "interstepbufferservices.numaflow.numaproj.io";
    private static final String PIPELINES = "pipelines.numaflow.numaproj.io";

    @TempDir
    Path folder;

    @Test
    void theDefinitionOfTheServicesGoesOnlyOnASecondThought() {
        try (ControlPlane plane = ControlPlane.start(folder);
                KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(plane.kubeconfig().toFile()))
                        .build()) {
            new ClusterObjects(client)
                    .apply(Stream.of("crd", "crd-pipelines", "admission")
                            .flatMap(each -> documents(each))
                            .toList());
            Resource<CustomResourceDefinition> services = definition(client, SERVICES);
            await().atMost(Duration.ofSeconds(30)).until(() -> isRefused(services));

            assertThatThrownBy(services::delete)
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("every InterStepBufferService")
                    .hasMessageContainingAll(
                            "while the functions run", "kubectl delete interstepbufferservices --all -A; then")
                    .hasMessageContaining(
                            "kubectl annotate crd " + SERVICES + " isbsvc.numaflow.numaproj.io/allow-deletion=true");
            assertThatThrownBy(() -> client.raw(
                            client.getMasterUrl() + "apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                            "DELETE",
                            null))
                    .as("as one of all")
                    .hasMessageContaining("every InterStepBufferService");
            assertThat(services.get()).isNotNull();

            assertIsGone(definition(client, PIPELINES));
            services.edit(definition -> {
                definition.getMetadata().setAnnotations(Map.of("isbsvc.numaflow.numaproj.io/allow-deletion", "true"));
                return definition;
            });
            assertIsGone(services);
        }
    }

    private static Stream<Document> documents(String manifests) {
        return Kustomization.build(MANIFESTS.resolve(manifests)).stream();
    }

    private static Resource<CustomResourceDefinition> definition(KubernetesClient client, String name) {
        return client.apiextensions().v1().customResourceDefinitions().withName(name);
    }

    /** A policy bites a moment after it was made. */
    private static boolean isRefused(Resource<CustomResourceDefinition> definition) {
        try {
            definition.dryRun(true).delete();
            return false;
        } catch (KubernetesClientException refused) {
            return refused.getCode() == 422;
        }
    }

    private static void assertIsGone(Resource<CustomResourceDefinition> definition) {
        definition.delete();
        await().atMost(Duration.ofSeconds(30)).until(() -> definition.get() == null);
    }
}
