package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.PublishOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numaflow's UI shows the servers of a service, their leader, and the buffers with their consumers, whether clients use TLS or not. */
class NumaflowUiOnControlPlaneIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int NODES = 3;
    private static final int MESSAGES = 20;
    private static final String STREAM = "ns-simple-pipeline-cat-0";

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itReadsServersStreamsAndConsumersOverPlainHttp(boolean tls) throws Exception {
        WatchedService service = WatchedService.create(
                cluster,
                "ui-" + tls,
                "{version: latest, replicas: 3, tls: " + tls + ", persistence: {volumeSize: 1Gi}}");
        try (RenderedCluster servers =
                RenderedCluster.start(NatsServerBinary.obtain(), cluster, service.names(), folder, NODES)) {
            fill(servers);
            assertThat(servers.varz(0).path("tls_required").asBoolean()).isEqualTo(tls);
            for (int node = 0; node < NODES; node++) {
                podRuns(service, node, servers.addresses().get(node));
            }
            NumaflowUi ui = new NumaflowUi(cluster, service.names());

            await().atMost(LONG).untilAsserted(() -> assertShowsAll(service, ui.answers()));
        }
    }

    private static void assertShowsAll(WatchedService service, Map<String, JsonNode> answers) {
        assertThat(answers)
                .containsOnlyKeys(
                        service.names().pod(0),
                        service.names().pod(1),
                        service.names().pod(2));
        Set<String> leaders = new HashSet<>();
        answers.forEach((pod, answer) -> {
            JsonNode meta = answer.path("meta_cluster");
            leaders.add(meta.path("leader").asText());
            assertThat(meta.path("name").asText()).isEqualTo(service.names().isbsvcName());
            assertThat(answer.path("server_id").asText()).isNotEmpty();
            assertThat(answer.path("streams").asInt()).isEqualTo(1);
            assertThat(answer.path("consumers").asInt()).isEqualTo(1);
            assertThat(answer.path("messages").asInt()).isEqualTo(MESSAGES);
            assertThat(answer.path("api").has("total")).isTrue();
            assertShowsStream(answer);
        });
        assertThat(leaders).hasSize(1).isSubsetOf(answers.keySet());
        assertThat(answers.get(leaders.iterator().next()).at("/meta_cluster/replicas"))
                .hasSize(NODES - 1);
    }

    private static void assertShowsStream(JsonNode answer) {
        JsonNode streams = answer.at("/account_details/0/stream_detail");
        assertThat(streams).hasSize(1);
        JsonNode stream = streams.get(0);
        assertThat(stream.path("name").asText()).isEqualTo(STREAM);
        assertThat(stream.at("/state/messages").asInt()).isEqualTo(MESSAGES);
        assertThat(stream.at("/config/num_replicas").asInt()).isEqualTo(NODES);
        assertThat(stream.at("/cluster/leader").asText()).isNotEmpty();
        assertThat(stream.at("/consumer_detail/0/name").asText()).isEqualTo(STREAM);
        assertThat(stream.at("/consumer_detail/0/config/ack_policy").asText()).isEqualTo("explicit");
    }

    /** Again and again as long as a server of the cluster does not know the stream or who leads it; no message is stored twice. */
    private static void fill(RenderedCluster servers) throws Exception {
        try (Connection connection = servers.connect()) {
            await().atMost(LONG).ignoreExceptions().until(() -> {
                fill(connection);
                return true;
            });
        }
    }

    private static void fill(Connection connection) throws Exception {
        JetStreamManagement streams = connection.jetStreamManagement();
        streams.addStream(StreamConfiguration.builder()
                .name(STREAM)
                .subjects(STREAM)
                .replicas(NODES)
                .build());
        streams.addOrUpdateConsumer(
                STREAM,
                ConsumerConfiguration.builder()
                        .durable(STREAM)
                        .ackPolicy(AckPolicy.Explicit)
                        .build());
        for (int i = 0; i < MESSAGES; i++) {
            PublishOptions once =
                    PublishOptions.builder().messageId("message-" + i).build();
            connection.jetStream().publish(STREAM, EncryptedServer.text(i), once);
        }
    }

    /** The StatefulSet's controller has made it; the kubelet of its node says where it runs. */
    private void podRuns(WatchedService service, int ordinal, String address) {
        ControlPlaneService.podIsReady(cluster, service.names(), ordinal);
        cluster.client()
                .pods()
                .inNamespace(service.names().namespace())
                .withName(service.names().pod(ordinal))
                .editStatus(pod -> at(pod, address));
    }

    private static Pod at(Pod pod, String address) {
        return new PodBuilder(pod)
                .editStatus()
                .withPodIP(address)
                .addNewPodIP(address)
                .endStatus()
                .build();
    }
}
