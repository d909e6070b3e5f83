package dev.numaflow.isbsvc.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.testkit.SecretSearch;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin, run as users run it, against the whole system. */
class CliE2E {
    private static final Path PLUGIN =
            Path.of("../../cli/target/kubectl-isbsvc").toAbsolutePath();
    private static final Duration MAIN_JOB = Duration.ofMinutes(4);
    private static final Duration QUIET = Duration.ofMinutes(2);
    /** What is told of a repair that has not had its first tick yet. */
    private static final String NO_TICK_YET = "heartbeat";

    @TempDir
    Path folder;

    private record Plugin(int exitCode, String out) {}

    private final List<String> outputs = new ArrayList<>();

    @Test
    void showsExaminesAndReplaysTheRunningSystemAndReplayingAnythingChangesNothing() throws Exception {
        try (UpProcess up = UpProcess.start(folder, "--api", "embedded")) {
            up.awaitLine("stays up until Ctrl-C", MAIN_JOB);
            try (KubernetesClient client = up.client()) {
                awaitAtRest(up, client);
                reportsHowTheServiceStands(up);
                findsTheSystemComplete(up);
                Map<String, String> objects = objects(client);
                JsonNode buffers = buffers(up);

                makesEveryServiceBeReconciled(up);
                assertThat(objects(client)).isEqualTo(objects);

                replaysAllThatEverHappenedInAnyOrder(up);
                assertThat(objects(client)).isEqualTo(objects);
                assertThat(buffers(up)).isEqualTo(buffers);

                showsNoSecret(up, client);
            }
        }
    }

    /** Invariant 12: in no object but Secrets, in no log, in no output. What `render` prints in their place are fixed samples. */
    private void showsNoSecret(UpProcess up, KubernetesClient client) throws Exception {
        String file = UpProcess.example("minimal/isbsvc.yaml").toString();
        assertThat(plugin(up, "render", "-f", file).out()).contains("kind: Secret");
        assertThat(plugin(up, "plan", "-f", file).out()).isNotBlank();
        SecretSearch secrets = new SecretSearch().add(client);
        assertThat(secrets.size()).isPositive();
        assertThat(secrets.inObjects(client)).isEmpty();
        assertThat(secrets.inLogs(folder)).isEmpty();
        assertThat(secrets.in("endpoints.json", up.endpoints().toString())).isEmpty();
        assertThat(outputs).allSatisfy(out -> assertThat(secrets.in("the plugin's output", out))
                .isEmpty());
    }

    private void reportsHowTheServiceStands(UpProcess up) throws Exception {
        Plugin status = plugin(up, "status", "default");
        assertThat(status.exitCode()).as(status.out()).isZero();
        assertThat(status.out())
                .contains("default/default: Running", "3 of 3 nodes ready", "default-simple-pipeline-cat-0", "3 of 3")
                .containsPattern("isbsvc-default-js-2 +ready +2\\.\\d+")
                .doesNotContain("NOT REACHED");
        assertThat(plugin(up, "status", "missing").exitCode()).isEqualTo(1);
        Plugin live = plugin(up, "buffers", "default", "--live");
        assertThat(live.exitCode()).as(live.out()).isZero();
        assertThat(live.out())
                .containsPattern("default-simple-pipeline-cat-0 +present")
                .doesNotContain("NOT REACHED");
    }

    private void findsTheSystemComplete(UpProcess up) throws Exception {
        Plugin doctor = plugin(up, "doctor");
        assertThat(doctor.out().lines().filter(line -> line.startsWith("problem")))
                .allSatisfy(line -> assertThat(line).contains(NO_TICK_YET));
        assertThat(doctor.out())
                .contains("ok       broker: 1 there and Ready: default")
                .contains("ok       triggers:", "ok       sources:", "ok       clock:", "ok       roles:")
                .contains("ok       foreign writers:", "warning  functions:");
        assertThat(doctor.out().lines().filter(line -> line.startsWith("warning  functions:")))
                .as("the overlay of the local system, and nothing that somebody injects")
                .allMatch(line -> line.contains("autoscaling.knative.dev/window"));
    }

    private void makesEveryServiceBeReconciled(UpProcess up) throws Exception {
        int starts = up.starts("update");
        Plugin replay = plugin(up, "replay", "--all");
        assertThat(replay.exitCode()).as(replay.out()).isZero();
        assertThat(replay.out()).contains("4 of 4 events taken");
        await().atMost(QUIET).until(() -> up.starts("update") > starts);
        awaitAsleep(up);
    }

    private void replaysAllThatEverHappenedInAnyOrder(UpProcess up) throws Exception {
        List<String> events = new ArrayList<>(Files.readAllLines(up.file("logs/events.jsonl")));
        assertThat(events).anyMatch(event -> event.contains("apiserver.resource.add"));
        assertThat(events).anyMatch(event -> event.contains("isbsvc.buffers.provisioned"));
        long seed = System.nanoTime();
        Collections.shuffle(events, new Random(seed));
        Path shuffled = Files.write(folder.resolve("shuffled.jsonl"), events);
        int starts = up.starts("creation");

        Plugin replay = plugin(up, "replay", "--event", shuffled.toString());

        assertThat(replay.exitCode()).as("seed " + seed + "\n" + replay.out()).isZero();
        await("seed " + seed).atMost(QUIET).until(() -> up.starts("creation") > starts);
        awaitAsleep(up);
        System.out.println("replayed " + events.size() + " events, seed " + seed);
    }

    /** A service serves before its last node has come. */
    private static void awaitAtRest(UpProcess up, KubernetesClient client) {
        await("a status without a word of trouble")
                .atMost(QUIET)
                .until(() -> service(client).at("/status/message").asText().isEmpty());
        awaitAsleep(up);
    }

    private static void awaitAsleep(UpProcess up) {
        await().atMost(QUIET).until(() -> up.endpoints().path("functions").findValues("replicas").stream()
                .allMatch(replicas -> replicas.asInt() == 0));
    }

    private JsonNode buffers(UpProcess up) throws Exception {
        return new ObjectMapper()
                .readTree(plugin(up, "status", "default", "-o", "json").out())
                .path("buffers");
    }

    /**
     * Everything that a function may write: children by the version that every write of them changes, the service without the
     * note of what was looked at, which is no part of how it stands.
     */
    private static Map<String, String> objects(KubernetesClient client) {
        Map<String, String> versions = new TreeMap<>();
        versions.put("service", service(client).toPrettyString());
        Stream.concat(DefaultNamespace.ofKind(client, "Pipeline"), DefaultNamespace.children(client))
                .forEach(object -> versions.put(
                        object.getKind() + " " + object.getMetadata().getName(),
                        object.getMetadata().getResourceVersion()));
        return versions;
    }

    private static JsonNode service(KubernetesClient client) {
        ObjectNode service = new ObjectMapper()
                .valueToTree(
                        client.genericKubernetesResources("numaflow.numaproj.io/v1alpha1", "InterStepBufferService")
                                .inNamespace("default")
                                .withName("default")
                                .get());
        ((ObjectNode) service.path("metadata")).remove(List.of("resourceVersion", "managedFields"));
        service.at("/status/conditions").elements().forEachRemaining(condition -> {
            if (condition.path("type").asText().equals("AnnotationsObserved")) {
                ((ObjectNode) condition).removeAll();
            }
        });
        return service;
    }

    private Plugin plugin(UpProcess up, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PLUGIN.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--kubeconfig", up.file("kubeconfig").toString()));
        File out = folder.resolve("plugin.out").toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start();
        try {
            assertThat(process.waitFor(MAIN_JOB.toSeconds(), TimeUnit.SECONDS)).isTrue();
            outputs.add(Files.readString(out.toPath()));
            return new Plugin(process.exitValue(), outputs.get(outputs.size() - 1));
        } finally {
            process.destroyForcibly();
        }
    }
}
