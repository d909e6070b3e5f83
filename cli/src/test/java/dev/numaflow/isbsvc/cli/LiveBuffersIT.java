package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.servers.StreamFiles;
import dev.numaflow.isbsvc.testkit.ClusterExtension;
import dev.numaflow.isbsvc.testkit.RunningService;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Against one real server that holds what the plan of the same command says. */
class LiveBuffersIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PIPELINE =
            """
            apiVersion: numaflow.numaproj.io/v1alpha1
            kind: Pipeline
            metadata: {name: %s, namespace: %s}
            spec:
              interStepBufferServiceName: orders
              vertices: [{name: in, source: {}}, {name: out, sink: {}}]
              edges: [{from: in, to: out}]
            """;

    @RegisterExtension
    private final ClusterExtension cluster = new ClusterExtension();

    @TempDir
    private Path folder;

    private NatsServer nats;
    private Connection connection;
    private JetStreamManagement streams;
    private Names names;
    private String buffer;

    @BeforeEach
    void startAndFill() throws Exception {
        names = new Names(cluster.namespace(), "orders");
        buffer = names.namespace() + "-p-out-0";
        nats = NatsServer.start(Files.createDirectory(folder.resolve("server")), NatsServerConfig.single(names.pod(0)));
        connection = Nats.connect(Options.builder()
                .server(nats.url())
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .build());
        streams = connection.jetStreamManagement();
        createService();
        new Objects(cluster.client()).create(PIPELINE.formatted("p", names.namespace()));
        makeWhatIsPlanned();
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        nats.close();
    }

    private void createService() {
        new Objects(cluster.client())
                .create(
                        """
                        apiVersion: numaflow.numaproj.io/v1alpha1
                        kind: InterStepBufferService
                        metadata: {name: orders, namespace: %1$s}
                        spec: {jetstream: {version: 2.10.17, replicas: 1}}
                        status:
                          phase: Running
                          observedGeneration: 1
                          conditions:
                          - {type: ChildrenResourcesHealthy, status: "True", reason: RolloutFinished, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
                          config:
                            jetstream:
                              streamConfig: %3$s
                        ---
                        apiVersion: apps/v1
                        kind: StatefulSet
                        metadata: {name: %2$s, namespace: %1$s}
                        spec:
                          replicas: 1
                          serviceName: s
                          selector: {matchLabels: {numaflow.numaproj.io/isbsvc-name: orders}}
                          template:
                            metadata: {labels: {numaflow.numaproj.io/isbsvc-name: orders}}
                            spec: {containers: [{name: main, image: nats}]}
                        """
                                .formatted(
                                        names.namespace(),
                                        names.statefulSet(),
                                        JSON.valueToTree(RunningService.ONE_REPLICA)));
        new Objects(cluster.client()).runPod(names, 0, nats.address());
    }

    private void makeWhatIsPlanned() throws Exception {
        Run plan = Run.of(
                "buffers",
                "-f",
                write(PIPELINE.formatted("p", names.namespace())),
                "--isbsvc",
                write(
                        """
                        apiVersion: numaflow.numaproj.io/v1alpha1
                        kind: InterStepBufferService
                        metadata: {name: orders, namespace: %s}
                        spec: {jetstream: {version: 2.10.17, replicas: 1, persistence: {}}}
                        """
                                .formatted(names.namespace())),
                "-o",
                "json");
        assertThat(plan.exitCode()).as(plan.err()).isZero();
        for (var stream : JSON.readTree(plan.out()).properties()) {
            request("STREAM.CREATE." + stream.getKey(), stream.getValue().path("config"));
            for (var consumer : stream.getValue().path("consumers").properties()) {
                ObjectNode body = JSON.createObjectNode().put("stream_name", stream.getKey());
                body.set("config", consumer.getValue());
                request("CONSUMER.DURABLE.CREATE." + stream.getKey() + "." + consumer.getKey(), body);
            }
        }
    }

    private void request(String api, JsonNode body) throws Exception {
        byte[] answer = connection
                .request("$JS.API." + api, JSON.writeValueAsBytes(body), Duration.ofSeconds(5))
                .getData();
        assertThat(JSON.readTree(answer).has("error"))
                .as(new String(answer, StandardCharsets.UTF_8))
                .isFalse();
    }

    private String write(String yaml) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "given", ".yaml"), yaml)
                .toString();
    }

    private Run live(String... arguments) {
        List<String> all = new ArrayList<>(List.of("buffers", "--live", "-n", names.namespace()));
        all.addAll(List.of(arguments));
        return ClusterRun.of(cluster, folder).run(all.toArray(String[]::new));
    }

    @Test
    void saysOfBuffersThatAreAsTheyAreAskedForThatTheyAre() throws Exception {
        streams.addStream(StreamConfiguration.builder().name("notes").build());

        Run run = live("orders", "-o", "json");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        JsonNode service = JSON.readTree(run.out()).at("/services/0");
        assertThat(service.path("notReached")).isEmpty();
        assertThat(service.path("buffers"))
                .extracting(each ->
                        each.path("stream").asText() + " " + each.path("state").asText())
                .contains(buffer + " PRESENT", "notes FOREIGN")
                .noneMatch(each -> each.endsWith("MISSING"));
    }

    @Test
    void namesWhatIsMissingAndEachSettingThatDiffers() throws Exception {
        streams.updateStream(
                StreamConfiguration.builder(streams.getStreamInfo(buffer).getConfiguration())
                        .maxMessages(5)
                        .maxAge(Duration.ofHours(1))
                        .build());
        streams.deleteStream("KV_" + names.namespace() + "-p_SIDE_INPUTS");

        Run run = live("orders");

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.out())
                .containsPattern(buffer + " +drifted")
                .contains("stream: max_msgs is 5 instead of 100000", "stream: max_age is 3600000000000 instead of")
                .containsPattern("_SIDE_INPUTS +missing")
                .containsPattern("-p-in_SOURCE_OT +present");
    }

    @Test
    void countsThePipelinesOfAFileAsIfTheyWereApplied() throws Exception {
        Run same = live("-f", write(PIPELINE.formatted("p", names.namespace())));
        Run other = live("-f", write(PIPELINE.formatted("later", names.namespace())));

        assertThat(same.exitCode()).as(same.out() + same.err()).isZero();
        assertThat(other.exitCode()).as(other.out() + other.err()).isEqualTo(2);
        assertThat(other.out())
                .containsPattern(names.namespace() + "-later-out-0 +missing")
                .containsPattern(buffer + " +present");
    }

    @Test
    void doesNotCallMissingWhatAServerThatDoesNotAnswerMayHold() {
        nats.close();

        Run run = live("orders");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("NOT REACHED server " + names.pod(0))
                .containsPattern(buffer + " +unknown")
                .doesNotContain("missing");
    }

    /** Of what nobody of ours asked for it is told, and is no failure. */
    @Test
    void namesConsumersThatAreAheadOfTheirStreams() throws Exception {
        streams.addStream(StreamConfiguration.builder()
                .name("notes")
                .subjects("notes")
                .storageType(StorageType.File)
                .build());
        streams.addOrUpdateConsumer(
                "notes", ConsumerConfiguration.builder().durable("reader").build());
        publish("notes", 1);
        publish(buffer, 1);
        StreamFiles before = whileStopped(() -> StreamFiles.copy(List.of(nats), folder.resolve("before")));
        publish("notes", 2);
        read("notes", "reader", 3);
        Run foreign = afterPuttingBack(before);
        publish(buffer, 2);
        read(buffer, buffer, 3);
        Run ours = afterPuttingBack(before);

        assertThat(foreign.exitCode()).as(foreign.out() + foreign.err()).isZero();
        assertThat(foreign.out()).containsPattern("notes +foreign +its consumer reader is ahead of it");
        assertThat(ours.exitCode()).as(ours.out() + ours.err()).isEqualTo(2);
        assertThat(ours.out()).containsPattern(buffer + " +damaged +its consumer " + buffer + " is ahead of it");
    }

    private Run afterPuttingBack(StreamFiles files) {
        whileStopped(() -> {
            files.putBack();
            return files;
        });
        return live("orders");
    }

    private <T> T whileStopped(Supplier<T> act) {
        nats.stop();
        T done = act.get();
        nats.restart();
        nats.awaitHealthy();
        return done;
    }

    private void publish(String stream, int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            await().ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> connection.jetStream().publish(stream, new byte[] {1}) != null);
        }
    }

    /** Acknowledges the first alone: a server that finds acknowledged what it has lost sets the consumer back by itself. */
    private void read(String stream, String consumer, int messages) throws Exception {
        List<Message> read = connection
                .jetStream()
                .subscribe(null, PullSubscribeOptions.bind(stream, consumer))
                .fetch(messages, Duration.ofSeconds(10));
        assertThat(read).hasSize(messages);
        read.get(0).ackSync(Duration.ofSeconds(10));
    }

    @Test
    void answersThatThereIsNoSuchService() {
        Run run = live("nothing");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("error: InterStepBufferService " + names.namespace() + "/nothing: not found\n");
        assertThat(run.out()).isEmpty();
    }
}
