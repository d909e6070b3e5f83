package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.testkit.ClusterExtension;
import dev.numaflow.isbsvc.testkit.Manifests;
import dev.numaflow.isbsvc.testkit.Repository;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a namespace that enforces Pod Security `restricted`. */
class PodSecurityIT {

    @RegisterExtension
    private final ClusterExtension cluster = new ClusterExtension();

    @BeforeEach
    void enforce() {
        cluster.client().namespaces().withName(cluster.namespace()).edit(namespace -> {
            namespace.getMetadata().setLabels(Map.of("pod-security.kubernetes.io/enforce", "restricted"));
            return namespace;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"creation", "update", "encryption-guard", "provisioning", "health", "deletion", "repair"})
    void theContainersOfTheFunctionsAreAdmitted(String function) throws IOException {
        JsonNode container = Manifests.documents(
                        Files.readString(Repository.file("knative/manifests/base/" + function + ".yaml")))
                .get(0)
                .at("/spec/template/spec/containers/0");

        admit(pod().set("spec", spec().set("containers", spec().arrayNode().add(named(container)))));
    }

    /** The API server names what it refuses, so the first part shows that it looks. */
    @Test
    void thePodsOfNatsAreAdmittedWithWhatTheGuideSays() throws IOException {
        String guide = Files.readString(Repository.file("docs/install.md"));
        int start = guide.indexOf("    spec:\n      jetstream:\n");
        String stated = guide.substring(start, guide.indexOf("\n\n", start) + 1);
        String service =
                "apiVersion: numaflow.numaproj.io/v1alpha1\nkind: InterStepBufferService\nmetadata: {name: n}\n";

        assertThatThrownBy(() -> admit(podOf(service + "spec: {jetstream: {version: latest}}")))
                .hasMessageContaining("violates PodSecurity");
        admit(podOf(service + stated.replaceAll("(?m)^    ", "") + "    version: latest\n"));
    }

    private static ObjectNode podOf(String service) {
        Run run = Run.withInput(service, "render", "-f", "-");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode template = Manifests.documents(run.out()).stream()
                .filter(object -> object.path("kind").asText().equals("StatefulSet"))
                .findFirst()
                .orElseThrow()
                .at("/spec/template/spec");
        ObjectNode claims = template.deepCopy();
        claims.remove("volumes");
        claims.path("containers").forEach(container -> ((ObjectNode) container).remove("volumeMounts"));
        return pod().set("spec", claims);
    }

    private void admit(JsonNode pod) {
        Pod typed = cluster.client().getKubernetesSerialization().convertValue(pod, Pod.class);
        typed.getSpec().setServiceAccountName(null);
        typed.getSpec().setAutomountServiceAccountToken(false);
        cluster.client()
                .pods()
                .inNamespace(cluster.namespace())
                .resource(typed)
                .dryRun(true)
                .create();
    }

    private static JsonNode named(JsonNode container) {
        return container.<ObjectNode>deepCopy().put("name", "function");
    }

    private static ObjectNode spec() {
        return (ObjectNode) Manifests.documents("{}").get(0);
    }

    private static ObjectNode pod() {
        return (ObjectNode) Manifests.documents("{apiVersion: v1, kind: Pod, metadata: {name: p}}")
                .get(0);
    }
}
