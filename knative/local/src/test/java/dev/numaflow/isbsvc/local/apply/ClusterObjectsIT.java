package dev.numaflow.isbsvc.local.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import dev.numaflow.isbsvc.local.manifests.Document;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterObjectsIT {
    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: %1$ss.numaflow.numaproj.io}
            spec:
              group: numaflow.numaproj.io
              scope: Namespaced
              names: {kind: %2$s, listKind: %2$sList, plural: %1$ss, singular: %1$s}
              versions:
                - name: v1alpha1
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object, description: %3$s, x-kubernetes-preserve-unknown-fields: true}}
            """;

    @TempDir
    Path folder;

    @Test
    void leavesTheDefinitionsThatNumaflowMadeAndReplacesOurOwn() throws Exception {
        Path kubeconfig = folder.resolve("kubeconfig");
        try (EmbeddedApiServer server = EmbeddedApiServer.start()) {
            server.kubeconfig(kubeconfig);
            Config config = Config.fromKubeconfig(kubeconfig.toFile());
            try (KubernetesClient client =
                    new KubernetesClientBuilder().withConfig(config).build()) {
                ClusterObjects objects = new ClusterObjects(client);
                assertThat(objects.apply(definitions("before"))).isEqualTo(3);
                assertThat(objects.apply(definitions("after"))).isEqualTo(1);
                assertThat(description(client, "pipelines")).isEqualTo("before");
                assertThat(description(client, "servingpipelines")).isEqualTo("before");
                assertThat(description(client, "interstepbufferservices")).isEqualTo("after");
            }
        }
    }

    private List<Document> definitions(String description) throws Exception {
        String yaml = String.join(
                "---\n",
                DEFINITION.formatted("pipeline", "Pipeline", description),
                DEFINITION.formatted("servingpipeline", "ServingPipeline", description),
                DEFINITION.formatted("interstepbufferservice", "InterStepBufferService", description));
        return Document.read(Files.writeString(folder.resolve("definitions.yaml"), yaml));
    }

    private static String description(KubernetesClient client, String plural) {
        return client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(plural + ".numaflow.numaproj.io")
                .get()
                .getSpec()
                .getVersions()
                .get(0)
                .getSchema()
                .getOpenAPIV3Schema()
                .getDescription();
    }
}
