package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.provisioning.ProvisioningReconciler;
import dev.numaflow.isbsvc.runtime.provisioning.TestProvisioning;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.TestClock;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pipelines that end beside Numaflow's controller, whose Job deletes their buffers by name: what is drained and what is not is decided by
 * `provisioning` alone, with its rights, on a server with the rendered configuration (invariant 1).
 */
class GuardedPipelinesOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(31);
    private static final int MESSAGES = 4;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private final TestClock clock = new TestClock(Instant.now());
    private final ProvisioningReconciler provisioning = TestProvisioning.on(cluster.clusterOf("provisioning"), clock);
    private WatchedService service;
    private Names names;
    private RenderedCluster servers;
    private Connection connection;

    @BeforeEach
    void start() throws Exception {
        service = WatchedService.create(cluster, "drained", "{version: latest, replicas: 1}");
        names = service.names();
        servers = RenderedCluster.start(NatsServerBinary.obtain(), cluster, names, folder, 1);
        HostNames.ofThisJvm().point(names, servers.addresses());
        connection = servers.connect();
        run();
        create("out", "other");
    }

    @AfterEach
    void close() throws Exception {
        if (connection != null) {
            connection.close();
        }
        if (servers != null) {
            servers.close();
        }
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @Test
    void whatIsUnreadStaysForItsGracePeriod() throws Exception {
        publish("out");
        delete();

        assertThat(messages("out")).isEqualTo(MESSAGES);
        reconcile();
        assertThat(messages("out")).as("marked, and not deleted yet").isEqualTo(MESSAGES);
        clock.pass(GRACE);
        reconcile();
        assertThat(streams()).isEmpty();
    }

    @Test
    void whatIsDrainedIsDeletedByTheFunctionAtOnce() throws Exception {
        publish("out");
        read("out");
        delete();
        assertThat(streams()).isNotEmpty();

        reconcile();

        assertThat(streams()).isEmpty();
    }

    /** The Job of the one before may run at any time after that. */
    @Test
    void aPipelineThatIsCreatedAgainAtOnceFindsEveryMessage() throws Exception {
        publish("out");
        List<String> before = streams();
        cluster.cluster().delete(pipeline());
        create("out", "other");
        job(before);
        reconcile();
        job(before);

        assertThat(streams()).isEqualTo(before);
        assertThat(read("out"))
                .containsExactlyElementsOf(
                        IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i).toList());
        clock.pass(GRACE);
        reconcile();
        assertThat(streams()).as("nothing of it is unwanted").isEqualTo(before);
    }

    @Test
    void aVertexThatIsRemovedIsDrainedFirst() throws Exception {
        publish("other");
        ObjectNode changed = pipeline().deepCopy();
        changed.set("spec", TestCluster.tree(spec("out")));
        cluster.replace(changed);
        job(List.of(buffer("other")));
        reconcile();
        assertThat(messages("other")).isEqualTo(MESSAGES);

        read("other");
        reconcile();

        assertThat(streams()).doesNotContain(buffer("other")).contains(buffer("out"));
    }

    /** What `health` would say of servers that run. */
    private void run() {
        ObjectNode running = service.live().orElseThrow().deepCopy();
        ObjectNode status = running.withObject("/status");
        status.put("phase", "Running");
        status.withArray("conditions").forEach(each -> {
            if (each.path("type").asText().equals("ChildrenResourcesHealthy")) {
                ((ObjectNode) each).put("status", "True");
            }
        });
        assertThat(status.withArray("conditions").findValuesAsText("type")).contains("ChildrenResourcesHealthy");
        cluster.cluster().replaceStatus(running);
    }

    private static String spec(String... sinks) {
        StringBuilder vertices = new StringBuilder();
        StringBuilder edges = new StringBuilder();
        for (String sink : sinks) {
            vertices.append(", {name: %s, sink: {log: {}}}".formatted(sink));
            edges.append(edges.isEmpty() ? "" : ", ").append("{from: in, to: %s}".formatted(sink));
        }
        return "{interStepBufferServiceName: n, vertices: [{name: in, source: {generator: {rpu: 5}}}%s], edges: [%s]}"
                .formatted(vertices, edges);
    }

    private void create(String... sinks) {
        cluster.apply(
                "{apiVersion: numaflow.numaproj.io/v1alpha1, kind: Pipeline, metadata: {name: p, namespace: %s}, spec: %s}"
                        .formatted(names.namespace(), spec(sinks)));
        reconcile();
        assertThat(streams()).contains(buffer("out"));
    }

    private JsonNode pipeline() {
        return cluster.cluster().get(ref()).orElseThrow();
    }

    private ObjectRef ref() {
        return new ObjectRef(ObjectKind.PIPELINE, names.namespace(), "p");
    }

    private void reconcile() {
        provisioning.reconcile(new Pointer(EventType.REF_UPDATE, ref()));
    }

    /** The Pipeline is gone, and its Job has run. */
    private void delete() throws Exception {
        List<String> before = streams();
        cluster.cluster().delete(pipeline());
        job(before);
        assertThat(streams()).as("the Job has deleted none").isEqualTo(before);
    }

    private void job(List<String> streams) throws Exception {
        new NumaflowsDeletionJob(connection)
                .run(
                        streams.stream().filter(each -> !each.startsWith("KV_")).toList(),
                        streams.stream()
                                .filter(each -> each.startsWith("KV_"))
                                .map(each -> each.substring("KV_".length()))
                                .toList());
    }

    private List<String> streams() {
        try {
            return connection.jetStreamManagement().getStreamNames().stream()
                    .sorted()
                    .toList();
        } catch (IOException | JetStreamApiException e) {
            throw new IllegalStateException(e);
        }
    }

    private String buffer(String vertex) {
        return names.namespace() + "-p-" + vertex + "-0";
    }

    private void publish(String vertex) throws Exception {
        for (int i = 0; i < MESSAGES; i++) {
            connection.jetStream().publish(buffer(vertex), ("m" + i).getBytes(StandardCharsets.UTF_8));
        }
    }

    private long messages(String vertex) throws Exception {
        return connection
                .jetStreamManagement()
                .getStreamInfo(buffer(vertex))
                .getStreamState()
                .getMsgCount();
    }

    private List<String> read(String vertex) throws Exception {
        JetStreamSubscription reader =
                connection.jetStream().subscribe(null, PullSubscribeOptions.bind(buffer(vertex), buffer(vertex)));
        List<Message> messages = reader.fetch(MESSAGES, TIMEOUT);
        for (Message message : messages) {
            message.ackSync(TIMEOUT);
        }
        return messages.stream()
                .map(message -> new String(message.getData(), StandardCharsets.UTF_8))
                .toList();
    }
}
