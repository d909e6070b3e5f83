package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.NumaflowTemplate;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.testkit.ClusterExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A file against what runs on an API server. */
class PlanCommandIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    private final ClusterExtension cluster = new ClusterExtension();

    @TempDir
    private Path folder;

    @BeforeEach
    void runs() throws IOException {
        cluster.client()
                .resource(cluster.client()
                        .getKubernetesSerialization()
                        .unmarshal(service("persistence: {}"), GenericKubernetesResource.class))
                .create();
        for (HasMetadata child : Children.of(live()).list()) {
            cluster.client().resource(child).fieldManager("isbsvc").serverSideApply();
        }
    }

    private ValidService live() throws IOException {
        GenericKubernetesResource live = cluster.client()
                .genericKubernetesResources("numaflow.numaproj.io/v1alpha1", "InterStepBufferService")
                .inNamespace(cluster.namespace())
                .withName("orders")
                .get();
        JsonNode tree =
                JSON.readTree(cluster.client().getKubernetesSerialization().asJson(live));
        return ServiceRules.check(tree, ControllerConfig.builtIn()).value();
    }

    @Test
    void findsNothingToDoWhereEverythingIsAsTheFileAsks() throws IOException {
        assertThat(plan("persistence: {}").exitCode()).isZero();
    }

    @Test
    void showsWhatWouldBeDoneToWhatRuns() throws IOException {
        Run run = plan("persistence: {}, startArgs: [-DV], encryption: true", "-o", "json");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        JsonNode plan = JSON.readTree(run.out());
        assertThat(plan.at("/rows/0/field").asText()).isEqualTo("spec.jetstream.encryption");
        assertThat(plan.at("/rows/1/field").asText()).isEqualTo("spec.jetstream.startArgs");
        assertThat(plan.at("/writes/3/object").asText()).isEqualTo("StatefulSet isbsvc-orders-js");
        assertThat(plan.at("/writes/3/effect").asText()).isEqualTo("ROLL");
    }

    @Test
    void showsTheRepairOfWhatIsMissing() throws IOException {
        cluster.client()
                .services()
                .inNamespace(cluster.namespace())
                .withName("isbsvc-orders-js-svc")
                .delete();

        Run run = plan("persistence: {}");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).contains("1. create Service isbsvc-orders-js-svc");
    }

    /** In one line, where a comparison of both renderings has twenty. */
    @Test
    void saysThatPodsOfNumaflowsControllerStayUntilAChangeReplacesThem() throws IOException {
        takeBackToNumaflow();

        Run over = plan("persistence: {}");
        assertThat(over.exitCode()).as(over.err()).isEqualTo(2);
        assertThat(over.out())
                .containsPattern("pods of Numaflow's controller\\) +its rendering +ours, with the next change .* NONE")
                .doesNotContain("ROLL")
                .doesNotContain("spec.template");
        assertThat(over.out().lines().filter(line -> line.contains("NONE"))).hasSizeBetween(1, 3);

        Run change = plan("persistence: {}, startArgs: [-DV]");
        assertThat(change.out())
                .containsPattern("spec.jetstream.startArgs .* ROLL")
                .containsPattern("pods of Numaflow's controller\\) +its rendering +ours +ROLL")
                .doesNotContain("readinessProbe");
    }

    /** The same service as Numaflow's controller makes it. */
    private void takeBackToNumaflow() throws IOException {
        StatefulSet set = cluster.client()
                .apps()
                .statefulSets()
                .inNamespace(cluster.namespace())
                .withName("isbsvc-orders-js")
                .get();
        List<HasMetadata> children = List.of(
                new StatefulSetBuilder(set)
                        .editSpec()
                        .withTemplate(NumaflowTemplate.render(live()))
                        .endSpec()
                        .build(),
                new ConfigMapBuilder(cluster.client()
                                .configMaps()
                                .inNamespace(cluster.namespace())
                                .withName("isbsvc-orders-js-config")
                                .get())
                        .build());
        for (HasMetadata child : children) {
            cluster.client().resource(child).delete();
            child.getMetadata().setAnnotations(null);
            child.getMetadata().setManagedFields(null);
            child.getMetadata().setResourceVersion(null);
            child.getMetadata().setUid(null);
            if (child instanceof ConfigMap map) {
                map.getData().replaceAll((key, text) -> text.replaceAll("(?m)^allow_non_tls.*$", ""));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> cluster.client().resource(child).get() == null);
            cluster.client().resource(child).create();
        }
    }

    @Test
    void showsWhatIsRefusedBesideWhatRuns() throws IOException {
        Run run = plan("persistence: {}, replicas: 4");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).containsPattern("spec.jetstream.replicas +3 +4 +REFUSED");
    }

    private Run plan(String jetstream, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("isbsvc.yaml"), service(jetstream));
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
        List<String> arguments =
                new ArrayList<>(List.of("plan", "-f", file.toString(), "--kubeconfig", kubeconfig.toString()));
        arguments.addAll(List.of(options));
        return Run.of(arguments.toArray(String[]::new));
    }

    private String service(String jetstream) {
        return """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: orders, namespace: %s}
                spec: {jetstream: {version: latest, %s}}
                """
                .formatted(cluster.namespace(), jetstream);
    }
}
