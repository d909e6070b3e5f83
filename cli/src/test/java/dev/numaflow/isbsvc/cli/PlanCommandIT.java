package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.testkit.ClusterExtension;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        GenericKubernetesResource live = cluster.client()
                .genericKubernetesResources("numaflow.numaproj.io/v1alpha1", "InterStepBufferService")
                .inNamespace(cluster.namespace())
                .withName("orders")
                .get();
        JsonNode tree =
                JSON.readTree(cluster.client().getKubernetesSerialization().asJson(live));
        for (HasMetadata child : Children.of(
                        ServiceRules.check(tree, ControllerConfig.builtIn()).value())
                .list()) {
            cluster.client().resource(child).fieldManager("isbsvc").serverSideApply();
        }
    }

    @Test
    void findsNothingToDoWhereEverythingIsAsTheFileAsks() throws IOException {
        assertThat(plan("persistence: {}").exitCode()).isZero();
    }

    @Test
    void showsWhatWouldBeDoneToWhatRuns() throws IOException {
        Run run = plan("persistence: {}, startArgs: [-DV], tls: true", "-o", "json");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        JsonNode plan = JSON.readTree(run.out());
        assertThat(plan.at("/rows/0/field").asText()).isEqualTo("spec.jetstream.tls");
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
