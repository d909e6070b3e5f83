package dev.numaflow.isbsvc.runtime.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.change.ChangePolicy;
import dev.numaflow.isbsvc.rendering.change.Effect;
import dev.numaflow.isbsvc.rendering.change.Line;
import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the policy calls a reload is one: real servers take it under load, and no message is lost or doubled. */
class ReloadIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STREAM = "orders";
    private static final int BEFORE_AND_AFTER = 200;
    private static final List<Integer> PAYLOADS = List.of(2_000_000, 600_000, 1_048_576);

    @TempDir
    private Path folder;

    /** A new row of this kind needs a test of its own here. */
    @Test
    void onlyTheLargestPayloadIsReloaded() {
        assertThat(ChangePolicy.lines())
                .filteredOn(line -> line.effect() == Effect.RELOAD)
                .extracting(Line::path)
                .containsExactly("spec.jetstream.settings.max_payload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"oldest", "newest"})
    void serversTakeAnotherLargestPayloadWhileMessagesFlow(String version) throws Exception {
        try (NatsCluster cluster =
                        version.equals("oldest") ? NatsCluster.startOldest(folder) : NatsCluster.start(folder, 3);
                Connection connection = connect(cluster)) {
            JetStreamManagement streams = connection.jetStreamManagement();
            Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> makes(streams));
            JetStream stream = connection.jetStream();
            int sent = send(stream, 0);
            for (int payload : PAYLOADS) {
                for (NatsServer node : cluster.nodes()) {
                    node.reload(configured(node, payload));
                    sent = send(stream, sent);
                    awaitVarz(node, varz -> varz.path("max_payload").asInt() == payload);
                }
            }

            long last = streams.getStreamInfo(STREAM).getStreamState().getLastSequence();
            assertThat(last).isEqualTo(sent);
            for (int i = 0; i < sent; i++) {
                assertThat(new String(streams.getMessage(STREAM, i + 1L).getData(), StandardCharsets.UTF_8))
                        .isEqualTo("message " + i);
            }
        }
    }

    /** Without the limit of an earlier round: the last line of a name would win, and none may be there twice. */
    private static NatsServerConfig configured(NatsServer node, int payload) {
        NatsServerConfig now = node.config();
        List<String> others = now.extra().stream()
                .filter(Predicate.not(line -> line.startsWith("max_payload")))
                .toList();
        return new NatsServerConfig(now.name(), now.address(), now.routes(), others).with("max_payload: " + payload);
    }

    private static boolean makes(JetStreamManagement streams) throws IOException, JetStreamApiException {
        streams.addStream(StreamConfiguration.builder()
                .name(STREAM)
                .subjects(STREAM)
                .replicas(3)
                .build());
        return true;
    }

    /** Each with an id, so that one whose acknowledgement was lost can be sent again. */
    private static int send(JetStream stream, int from) {
        for (int i = from; i < from + BEFORE_AND_AFTER; i++) {
            String message = "message " + i;
            PublishOptions once = PublishOptions.builder().messageId(message).build();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .ignoreExceptions()
                    .until(() -> stream.publish(STREAM, message.getBytes(StandardCharsets.UTF_8), once) != null);
        }
        return from + BEFORE_AND_AFTER;
    }

    private static Connection connect(NatsCluster cluster) throws IOException, InterruptedException {
        return Nats.connect(new Options.Builder()
                .servers(cluster.urls().toArray(String[]::new))
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .maxReconnects(-1)
                .build());
    }

    private static void awaitVarz(NatsServer node, Predicate<JsonNode> wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> wanted.test(
                        JSON.readTree(URI.create(node.monitorUrl() + "/varz").toURL())));
    }
}
