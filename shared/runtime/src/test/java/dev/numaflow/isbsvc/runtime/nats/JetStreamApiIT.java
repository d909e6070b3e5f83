package dev.numaflow.isbsvc.runtime.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.servers.SetBack;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JetStreamApiIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MORE_THAN_ONE_PAGE = 300;

    @TempDir
    Path folder;

    private NatsServer server;
    private Connection connection;
    private JetStreamApi api;

    @BeforeEach
    void connect() throws Exception {
        server = NatsServer.start(folder, NatsServerConfig.single("n0"));
        connection = Nats.connect(new Options.Builder()
                .server(server.url())
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .maxReconnects(0)
                .useTimeoutException()
                .reportNoResponders()
                .build());
        api = new JetStreamApi(connection);
    }

    @AfterEach
    void close() {
        try (NatsServer stopped = server) {
            assertThat(stopped).isNotNull();
            api.close();
        }
    }

    @Test
    void whatWasMadeComesBackAsItWasGiven() {
        ObjectNode config = stream("orders").put("max_msgs", 7);
        config.putObject("metadata").put("team", "a");

        assertThat(api.createStream(config)).isEqualTo(new CreateResult.Made());

        JsonNode found = api.stream("orders").orElseThrow().path("config");
        assertThat(found.path("max_msgs").asInt()).isEqualTo(7);
        assertThat(found.path("metadata").path("team").asText()).isEqualTo("a");
    }

    @Test
    void makingTheSameTwiceIsFineAndAnotherOfTheNameIsReportedToExist() {
        api.createStream(stream("orders"));

        assertThat(api.createStream(stream("orders"))).isEqualTo(new CreateResult.Made());
        assertThat(api.createStream(stream("orders").put("max_msgs", 7))).isEqualTo(new CreateResult.Exists());
    }

    @Test
    void aConsumerIsMadeWithoutTouchingTheStream() {
        api.createStream(stream("orders"));
        connection.publish("orders", "one".getBytes(StandardCharsets.UTF_8));

        assertThat(api.createConsumer("orders", consumer("orders"))).isEqualTo(new CreateResult.Made());
        assertThat(api.createConsumer("orders", consumer("orders"))).isEqualTo(new CreateResult.Made());
        assertThat(api.createConsumer("orders", consumer("orders").put("max_ack_pending", 3)))
                .isEqualTo(new CreateResult.Exists());

        assertThat(api.consumers("orders")).hasSize(1);
        assertThat(api.stream("orders")
                        .orElseThrow()
                        .path("state")
                        .path("messages")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aConsumerWaitsUntilItsStreamIsKnown() throws Exception {
        Subscription asked = connection.subscribe("$JS.API.CONSUMER.CREATE.>");
        CompletableFuture<CreateResult> consumer =
                CompletableFuture.supplyAsync(() -> api.createConsumer("orders", consumer("orders")));
        assertThat(asked.nextMessage(Duration.ofSeconds(5))).isNotNull();
        assertThat(asked.nextMessage(Duration.ofSeconds(5))).isNotNull();

        api.createStream(stream("orders"));

        assertThat(consumer.get()).isEqualTo(new CreateResult.Made());
    }

    @Test
    void aConsumerOfNoStreamIsToBeTriedAgain() {
        assertThatThrownBy(() -> api.createConsumer("orders", consumer("orders")))
                .isInstanceOf(NatsUnavailable.class)
                .hasMessageContaining("stream not found");
    }

    @Test
    void whatIsNotThereIsNothing() {
        assertThat(api.stream("orders")).isEmpty();
        assertThat(api.consumer("orders", "orders")).isEmpty();
        assertThat(api.consumers("orders")).isEmpty();
        assertThat(api.streams()).isEmpty();
        assertThat(api.deleteStream("orders")).isFalse();
    }

    @Test
    void whatTheServerWillNeverMakeIsRefusedWithItsReason() {
        assertThat(api.createStream(stream("orders").put("num_replicas", 3)))
                .isInstanceOfSatisfying(
                        CreateResult.Refused.class,
                        refused -> assertThat(refused.error().toString()).contains("10074"));
    }

    /** Else the buffer would be left without a consumer: the one that is set back is deleted before. */
    @Test
    void aConsumerOfAStreamThatKeepsMessagesUntilTheyAreAcknowledgedCanOnlyStartWithTheFirst() {
        api.createStream(stream("orders").put("retention", "workqueue"));
        api.createConsumer("orders", consumer("orders"));
        JsonNode stream = api.stream("orders").orElseThrow().path("config");
        JsonNode live = api.consumer("orders", "orders").orElseThrow().path("config");
        api.deleteConsumer("orders", "orders");

        assertThat(api.createConsumer("orders", SetBack.config(live, 3)))
                .isInstanceOfSatisfying(
                        CreateResult.Refused.class,
                        refused -> assertThat(refused.error().toString()).contains("10101"));
        assertThat(SetBack.onlyFromTheFirst(stream)).isTrue();
        assertThat(api.createConsumer("orders", SetBack.configFromTheFirst(live)))
                .isEqualTo(new CreateResult.Made());
    }

    @Test
    void listsMoreStreamsThanOnePageHolds() {
        BoundedParallel.each(
                        IntStream.range(0, MORE_THAN_ONE_PAGE).boxed().toList(),
                        i -> api.createStream(stream("s" + i).put("storage", "memory")))
                .throwFirstFailure();

        assertThat(api.streams())
                .extracting(info -> info.path("config").path("name").asText())
                .doesNotHaveDuplicates()
                .hasSize(MORE_THAN_ONE_PAGE);
    }

    @Test
    void aServerThatIsGoneIsUnavailable() {
        server.kill();

        assertThatThrownBy(() -> api.streams()).isInstanceOf(NatsUnavailable.class);
    }

    private static ObjectNode stream(String name) {
        ObjectNode config =
                JSON.createObjectNode().put("name", name).put("storage", "file").put("num_replicas", 1);
        config.set("subjects", JSON.valueToTree(List.of(name)));
        return config;
    }

    private static ObjectNode consumer(String name) {
        return JSON.createObjectNode()
                .put("name", name)
                .put("durable_name", name)
                .put("ack_policy", "explicit")
                .put("deliver_policy", "all")
                .put("filter_subject", name);
    }
}
