package dev.numaflow.isbsvc.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.servers.FreePorts;
import dev.numaflow.isbsvc.testkit.Manifests;
import dev.numaflow.isbsvc.testkit.Namespaces;
import dev.numaflow.isbsvc.testkit.TestApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image, run by a container runtime on the real API server under the account of its function. */
class ImageIT {

    private static final long MOST_BYTES = 240L << 20;
    private static final String NAME = "isbsvc:test";

    @TempDir
    static Path folder;

    private static Layout layout;
    private static String digest;
    private static UnpackedImage image;

    @BeforeAll
    static void build() throws Exception {
        assumeTrue(JavaRuntime.jdk(System.getenv()).isPresent(), "the image needs a JDK 25 or newer");
        layout = BuildImage.layout(folder.resolve("layout"));
        Path tar = folder.resolve("image.tar");
        digest = new FunctionImage(layout).writeTo(tar, NAME);
        image = UnpackedImage.of(tar, Files.createDirectory(folder.resolve("bundle")));
    }

    @Test
    void theSameContentHasTheSameDigest() throws Exception {
        assertThat(new FunctionImage(layout).writeTo(folder.resolve("again.tar"), NAME))
                .isEqualTo(digest);
    }

    @Test
    void isSmallAndHasNoShell() throws Exception {
        assertThat(image.size()).isLessThanOrEqualTo(MOST_BYTES);
        assertThat(image.root().resolve("bin")).doesNotExist();
        assertThat(image.root().resolve("usr/bin")).doesNotExist();
        assertThat(image.config().path("User").asText()).isEqualTo("1001:1001");
    }

    @Test
    void containsItsBillOfMaterials() throws Exception {
        JsonNode bill =
                new ObjectMapper().readTree(image.root().resolve(Sbom.PLACE).toFile());

        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bill.findValuesAsText("purl"))
                .anyMatch(purl -> purl.startsWith("pkg:maven/io.quarkus/quarkus-core@"))
                .anyMatch(purl -> purl.startsWith("pkg:maven/io.nats/jnats@"));
        assertThat(bill.path("components").findValuesAsText("name"))
                .contains("java-runtime", "/etc/ssl/certs/ca-certificates.crt")
                .anyMatch(name -> name.endsWith("/libc.so.6"));
    }

    /** The archive is used: with this mode a JVM ends that cannot use it. */
    @Test
    void aContainerAnswersItsFirstEvent() throws Exception {
        assumeTrue(Container.canBeStarted(), "a container needs root, and a machine that lets it make namespaces");
        TestApiServer api = TestApiServer.shared();
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), api.kubeconfigOf("creation"));
        int port = FreePorts.one();
        Map<String, String> environment = environmentOf("creation");
        environment.put("PORT", Integer.toString(port));
        environment.put("KUBECONFIG", "/etc/kubeconfig");
        environment.merge("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on", (stated, added) -> stated + " " + added);
        Files.createFile(image.root().resolve("etc/kubeconfig"));
        try (KubernetesClient client = TestApiServer.client(api.kubeconfig());
                Container container = Container.start(
                        image.root().getParent(),
                        image.config(),
                        port,
                        environment,
                        Map.of("/etc/kubeconfig", kubeconfig))) {
            create(client);

            HttpResponse<String> answer = container.post("dev.knative.apiserver.resource.add", "image", "simple");

            assertThat(answer.statusCode()).as(container.log()).isEqualTo(200);
            assertThat(answer.headers().firstValue("ce-type")).contains("dev.numaflow.isbsvc.deployed");
            // The manifests mount nothing, so that no folder can be written: nothing may miss one.
            assertThat(container.log()).doesNotContain(" WARN ").doesNotContain(" ERROR ");
            assertThat(client.apps().statefulSets().inNamespace("image").list().getItems())
                    .hasSize(1);
        }
    }

    /** As the manifests state it. */
    private static Map<String, String> environmentOf(String function) {
        Map<String, String> environment = new HashMap<>();
        Manifests.document(Manifests.text("knative/manifests/base/" + function + ".yaml"))
                .at("/spec/template/spec/containers/0/env")
                .forEach(each -> environment.put(
                        each.path("name").asText(), each.path("value").asText()));
        assertThat(environment).containsEntry("QUARKUS_FUNQY_EXPORT", function);
        return environment;
    }

    private static void create(KubernetesClient client) {
        Namespaces.create(client, "image");
        client.resource(Serialization.unmarshal(
                        """
                        ---
                        apiVersion: numaflow.numaproj.io/v1alpha1
                        kind: InterStepBufferService
                        metadata: {name: simple, namespace: image}
                        spec: {jetstream: {version: latest, replicas: 3}}
                        """,
                        GenericKubernetesResource.class))
                .create();
    }
}
