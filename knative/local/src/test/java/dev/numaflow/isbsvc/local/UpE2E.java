package dev.numaflow.isbsvc.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.numaflow.isbsvc.testkit.SecretSearch;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole system, as the README says it is run. */
class UpE2E {
    private static final String CLIENT_SECRET = "isbsvc-default-js-client-auth";
    private static final Duration MAIN_JOB = Duration.ofMinutes(4);
    private static final Duration CLEAN_UP = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void doesTheMainJobOnceAndLeavesNothingRunning() {
        try (UpProcess up = UpProcess.start(folder, "--once", "--api", "embedded")) {
            assertThat(up.awaitExit(MAIN_JOB)).as(String.join("\n", up.lines())).isZero();
            assertThat(up.lines())
                    .anyMatch(line -> line.contains("resource.add InterStepBufferService default/default -> creation"))
                    .anyMatch(line -> line.matches(".*answer +creation took .* \\(cold, up in \\d+ ms\\).*"))
                    .anyMatch(line -> line.contains("status   default/default: phase Running"))
                    .anyMatch(line -> line.contains("1000 messages published to default-simple-pipeline-cat-0"))
                    .anyMatch(line -> line.contains("asleep   every function"));
            assertThat(up.leftOver()).isEmpty();
            assertThat(up.endpoints().at("/nats/default~1default")).hasSize(3);
        }
    }

    @Test
    void staysUpWakesAgainAndForgetsEverythingThatIsDeleted() throws IOException {
        try (UpProcess up = UpProcess.start(folder, "--api", "embedded")) {
            up.awaitLine("stays up until Ctrl-C", MAIN_JOB);
            try (KubernetesClient client = up.client()) {
                SecretSearch secrets = new SecretSearch().add(client);
                String password = password(client);
                int starts = up.starts("update");
                annotate(client, "example.org/touched", "once");
                await().atMost(CLEAN_UP).until(() -> up.starts("update") > starts);
                delete(client, "Pipeline", "simple-pipeline");
                delete(client, "InterStepBufferService", "default");
                await().atMost(CLEAN_UP)
                        .untilAsserted(() -> assertThat(leftInCluster(client)).isEmpty());
                await().atMost(CLEAN_UP).untilAsserted(() -> assertThat(up.leftOver())
                        .noneMatch(command -> command.contains("nats-server")));
                showsNone(secrets, client);
                findsOneThatIsPlanted(secrets, client, password);
            }
            up.interrupt();
            up.awaitExit(CLEAN_UP);
            assertThat(up.leftOver()).isEmpty();
        }
    }

    /** Invariant 12: not while the service was there, nor of its end. */
    private void showsNone(SecretSearch secrets, KubernetesClient client) {
        assertThat(secrets.size()).isPositive();
        assertThat(secrets.inObjects(client)).isEmpty();
        assertThat(secrets.inLogs(folder)).isEmpty();
    }

    /** What was searched is what there is. */
    private void findsOneThatIsPlanted(SecretSearch secrets, KubernetesClient client, String password)
            throws IOException {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("planted")
                        .withNamespace("default")
                        .addToAnnotations("example.org/planted", "the password is " + password)
                        .endMetadata()
                        .build())
                .create();
        Files.writeString(folder.resolve("state/logs/update.log"), "user x, " + password, StandardOpenOption.APPEND);

        assertThat(secrets.inObjects(client))
                .singleElement()
                .asString()
                .startsWith("/api/v1/configmaps default/planted has key ");
        assertThat(secrets.inLogs(folder)).singleElement().asString().startsWith("update.log:");
    }

    private static String password(KubernetesClient client) {
        String encoded = client.secrets()
                .inNamespace("default")
                .withName(CLIENT_SECRET)
                .get()
                .getData()
                .get("client-auth-password");
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"even-replicas", "buffer-config"})
    void reportsWhyInputIsRefusedAndFails(String example) throws IOException {
        String file = UpProcess.example("refused/" + example + ".yaml").toString();
        List<String> violations = Files.readAllLines(UpProcess.example("refused/" + example + ".violations.txt"));
        try (UpProcess up = UpProcess.start(folder, "--once", "--api", "embedded", "--apply", file)) {
            assertThat(up.awaitExit(MAIN_JOB)).as(String.join("\n", up.lines())).isOne();
            assertThat(String.join("\n", up.lines())).contains(violations);
            assertThat(up.leftOver()).isEmpty();
        }
    }

    @Test
    void namesTheServiceThatAPipelineMisses() {
        String file = UpProcess.example("simple-pipeline/pipeline.yaml").toString();
        try (UpProcess up = UpProcess.start(folder, "--once", "--api", "embedded", "--apply", file)) {
            assertThat(up.awaitExit(MAIN_JOB)).isOne();
            assertThat(up.lines()).anyMatch(line -> line.contains("default/default does not exist"));
        }
    }

    private static void annotate(KubernetesClient client, String key, String value) {
        String patch = "{\"metadata\":{\"annotations\":{\"" + key + "\":\"" + value + "\"}}}";
        client.genericKubernetesResources("numaflow.numaproj.io/v1alpha1", "InterStepBufferService")
                .inNamespace("default")
                .withName("default")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private static void delete(KubernetesClient client, String kind, String name) {
        client.genericKubernetesResources("numaflow.numaproj.io/v1alpha1", kind)
                .inNamespace("default")
                .withName(name)
                .delete();
    }

    /** Everything that carries the name of a child of the service, whatever its type. */
    private static List<String> leftInCluster(KubernetesClient client) {
        return Stream.concat(
                        DefaultNamespace.ofKind(client, "InterStepBufferService"), DefaultNamespace.children(client))
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .filter(name -> name.contains("isbsvc-") || name.startsWith("InterStepBufferService"))
                .toList();
    }
}
