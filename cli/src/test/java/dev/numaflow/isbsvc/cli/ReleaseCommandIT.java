package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.testkit.ClusterExtension;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster where no function runs: what the command says, and what it writes. */
class ReleaseCommandIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    private final ClusterExtension cluster = new ClusterExtension();

    @TempDir
    private Path folder;

    @Test
    void saysWhatBecomesOfEachPartAndWritesNothing() throws IOException {
        create("persistence: {}");

        Run run = release();

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out())
                .containsPattern("spec +done +it runs as it asks")
                .containsPattern("names +done +ConfigMap isbsvc-orders-js-config")
                .containsPattern("pods +with --yes first +the functions replace them one by one")
                .containsPattern("deletions +with --yes +the servers keep what its Jobs delete, for good")
                .containsPattern("claims +with --yes +they are deleted with the StatefulSet again")
                .doesNotContain("Left to do");
        assertThat(run.err()).contains("Nothing is written.");
        assertThat(annotations()).doesNotContainKey(Annotations.RELEASE);
    }

    @Test
    void refusesWhereSomethingWouldBeLostWhateverIsAsked() throws IOException {
        create("persistence: {}");
        annotate(Annotations.RETAIN, "true");

        Run run = release("--yes", "-o", "json");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        JsonNode json = JSON.readTree(run.out());
        assertThat(json.path("free").asBoolean()).isFalse();
        assertThat(json.path("parts").findValuesAsText("todo"))
                .anyMatch(todo -> todo.contains("Remove the annotation"));
        assertThat(annotations()).doesNotContainKey(Annotations.RELEASE);
    }

    /** From outside no server answers: how many copies there are is for the functions to find out, which lose nothing unapproved. */
    @Test
    void leavesWhatOnlyTheServersKnowToTheFunctions() throws IOException {
        create("replicas: 3");

        Run run = release();
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out())
                .containsPattern("pods +if copied +its controller replaces them")
                .contains(
                        "unless everything has three copies",
                        "approve the loss with the annotation " + Annotations.APPROVE);
        assertThat(annotations()).doesNotContainKey(Annotations.RELEASE);

        assertThat(release("--yes", "--timeout", "1").exitCode()).isEqualTo(1);
        assertThat(annotations()).containsEntry(Annotations.RELEASE, "true");
    }

    @Test
    void asksTheFunctionsAndSaysWhenTheyDoNotAnswer() throws IOException {
        create("persistence: {}");

        Run run = release("--yes", "--timeout", "1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains(
                        "the functions have not let go of it within 1 s",
                        "they replace the pods first, one by one",
                        "kubectl isbsvc status orders");
        assertThat(annotations()).containsEntry(Annotations.RELEASE, "true");
    }

    @Test
    void waitsUntilTheFunctionsHaveLetGo() throws IOException {
        create("persistence: {}");
        CompletableFuture<Run> waiting = CompletableFuture.supplyAsync(() -> release("--yes"));
        service()
                .waitUntilCondition(
                        live -> live.getMetadata().getAnnotations() != null
                                && live.getMetadata().getAnnotations().containsKey(Annotations.RELEASE),
                        30,
                        TimeUnit.SECONDS);

        service().edit(live -> {
            live.getMetadata().setFinalizers(List.of());
            return live;
        });

        Run run = waiting.join();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("is left to Numaflow's controller");
        assertThat(release().exitCode()).as("once more").isZero();
    }

    @Test
    void namesASpecThatIsRefusedAndAServiceThatIsNotThere() throws IOException {
        create("persistence: {}");
        service().edit(live -> {
            Map<String, Object> spec = Map.of("jetstream", Map.of("version", "latest", "replicas", 4));
            live.setAdditionalProperty("spec", spec);
            return live;
        });

        Run refused = release();
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("spec.jetstream.replicas");
        assertThat(run("nobody").err()).contains("nobody: not found");
    }

    @Test
    void namesWhatTheFunctionsWouldNotCarryOutAndWritesNothing() throws IOException {
        create("persistence: {}");
        annotate(Annotations.PAUSED, "true");
        assertIsRefused(Annotations.PAUSED, "the functions write nothing of a paused service but its status");

        annotate(Annotations.PAUSED, "false");
        annotate(Annotations.INSTANCE, "other");
        assertIsRefused(Annotations.INSTANCE, "found \"other\"");

        annotate(Annotations.INSTANCE, "");
        service().delete();
        assertIsRefused("metadata.deletionTimestamp", "a service that is being deleted is not left");
    }

    private void assertIsRefused(String path, String why) {
        Run run = release("--yes", "--timeout", "1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(path, why).doesNotContain("have not let go");
        assertThat(annotations()).doesNotContainKey(Annotations.RELEASE);
    }

    private void annotate(String key, String value) {
        service().edit(live -> {
            Map<String, String> annotations = new HashMap<>(annotations());
            annotations.put(key, value);
            live.getMetadata().setAnnotations(annotations);
            return live;
        });
    }

    private Run release(String... options) {
        return run(Stream.concat(Stream.of("orders"), Stream.of(options)).toArray(String[]::new));
    }

    private Run run(String... arguments) {
        return ClusterRun.of(cluster, folder)
                .run(Stream.concat(Stream.of("release", "-n", cluster.namespace()), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private Map<String, String> annotations() {
        Map<String, String> annotations = service().get().getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    private Resource<GenericKubernetesResource> service() {
        return cluster.client()
                .genericKubernetesResources(Kinds.API_VERSION, Kinds.SERVICE)
                .inNamespace(cluster.namespace())
                .withName("orders");
    }

    /** With its children and Secrets, as the functions leave them. */
    private void create(String jetstream) throws IOException {
        String service =
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: orders, namespace: %s, finalizers: [%s]}
                spec: {jetstream: {version: latest, %s}}
                """
                        .formatted(cluster.namespace(), Kinds.FINALIZER, jetstream);
        GenericKubernetesResource live = cluster.client()
                .resource(cluster.client()
                        .getKubernetesSerialization()
                        .unmarshal(service, GenericKubernetesResource.class))
                .create();
        JsonNode tree =
                JSON.readTree(cluster.client().getKubernetesSerialization().asJson(live));
        for (HasMetadata child : Children.of(
                        ServiceRules.check(tree, ControllerConfig.builtIn()).value())
                .list()) {
            cluster.client().resource(child).fieldManager("isbsvc").serverSideApply();
        }
        Names names = new Names(cluster.namespace(), "orders");
        secret(
                names.serverSecret(),
                Keys.AUTH,
                Keys.ENCRYPTION,
                Keys.PRIVATE_KEY,
                Keys.CERT,
                Keys.CA_CERT,
                Keys.CLUSTER_PRIVATE_KEY,
                Keys.CLUSTER_CERT,
                Keys.CLUSTER_CA_CERT);
        secret(names.clientSecret(), Keys.CLIENT_USER, Keys.CLIENT_PASSWORD);
    }

    private void secret(String name, String... keys) {
        cluster.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(cluster.namespace())
                        .endMetadata()
                        .withStringData(Stream.of(keys).collect(Collectors.toMap(key -> key, ReleaseCommandIT::value)))
                        .build())
                .create();
    }

    private static String value(String key) {
        String accounts = "accounts { js { jetstream: true, users: [ {user: u, pass: p} ] } }";
        return key.equals(Keys.AUTH) ? AuthConf.withGuard(accounts, true).orElseThrow() : "a";
    }
}
