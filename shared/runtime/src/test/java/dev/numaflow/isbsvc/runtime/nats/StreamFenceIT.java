package dev.numaflow.isbsvc.runtime.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.servers.StreamFence;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What servers make of a stream that takes nothing: it is copied and restored as it is, and opened again with everything in it. */
class StreamFenceIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** What Numaflow lets users choose for its buffers. */
    private static final Map<String, RetentionPolicy> RETENTION =
            Map.of("queue", RetentionPolicy.WorkQueue, "interest", RetentionPolicy.Interest);

    @TempDir
    Path folder;

    static Stream<Path> releases() {
        return Stream.of(NatsServerBinary.obtainOldest(), NatsServerBinary.obtainNewest());
    }

    @ParameterizedTest
    @MethodSource("releases")
    void nobodyWritesToAFencedStreamWhichIsCopiedFencedAndOpenedAsItWas(Path binary) throws Exception {
        try (NatsServer first = server(binary, "first");
                NatsServer second = server(binary, "second");
                Connection from = TestJetStream.connection(first);
                Connection to = TestJetStream.connection(second)) {
            JetStreamApi service = new JetStreamApi(from);
            JetStreamApi copy = new JetStreamApi(to);
            fill(from);
            Map<String, StoredStream> before = service.stored();

            update(service, before, true);

            Map<String, StoredStream> fenced = service.stored();
            assertThat(fenced.values()).allMatch(stream -> StreamFence.isOn(stream.config()));
            before.forEach((name, stream) -> {
                assertThat(fenced.get(name).state()).as(name).isEqualTo(stream.state());
                assertThat(fenced.get(name).consumers()).as(name).isEqualTo(stream.consumers());
            });
            assertNobodyWrites(from);
            fenced.keySet().forEach(name -> service.copyTo(copy, name, () -> {}, LIMIT));
            Map<String, StoredStream> copied = copy.stored();
            fenced.forEach((name, stream) ->
                    assertThat(stream.difference(copied.get(name))).as(name).isEmpty());
            assertNobodyWrites(to);

            update(copy, copied, false);

            Map<String, StoredStream> opened = copy.stored();
            before.forEach((name, stream) ->
                    assertThat(stream.difference(opened.get(name))).as(name).isEmpty());
            to.jetStream().publish("buffer", new byte[] {9});
            assertThat(read(to)).extracting(message -> message.getData()[0]).containsExactly((byte) 2, (byte) 3, (byte)
                    9);
            to.keyValue("bucket").put("key", "second");
            assertThat(to.keyValue("bucket").get("key").getValueAsString()).isEqualTo("second");
        }
    }

    private static void assertNobodyWrites(Connection connection) {
        assertThatThrownBy(() -> connection.jetStream().publish("buffer", new byte[1]))
                .isInstanceOf(Exception.class);
        assertThatThrownBy(() -> connection.keyValue("bucket").put("key", "second"))
                .isInstanceOf(Exception.class);
    }

    private static void update(JetStreamApi api, Map<String, StoredStream> streams, boolean closes) {
        for (StoredStream stream : streams.values()) {
            JsonNode config = closes ? StreamFence.closed(stream.config()) : StreamFence.opened(stream.config());
            assertThat(api.updateStream(config)).as(stream.name()).isInstanceOf(CreateResult.Made.class);
        }
    }

    /** As Numaflow makes them: a consumer takes the subject of its stream alone. */
    private static void fill(Connection connection) throws Exception {
        for (String name : List.of("buffer", "fresh", "queue", "interest")) {
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name(name)
                            .subjects(name)
                            .retentionPolicy(RETENTION.getOrDefault(name, RetentionPolicy.Limits))
                            .build());
            connection
                    .jetStreamManagement()
                    .addOrUpdateConsumer(
                            name,
                            ConsumerConfiguration.builder()
                                    .durable(name)
                                    .filterSubject(name)
                                    .build());
        }
        for (byte i = 1; i < 4; i++) {
            for (String name : List.of("buffer", "queue", "interest")) {
                connection.jetStream().publish(name, new byte[] {i});
            }
        }
        connection
                .jetStream()
                .subscribe(null, PullSubscribeOptions.bind("buffer", "buffer"))
                .fetch(1, Duration.ofSeconds(2))
                .forEach(Message::ack);
        connection.flush(Duration.ofSeconds(2));
        connection
                .keyValueManagement()
                .create(KeyValueConfiguration.builder().name("bucket").build());
        connection.keyValue("bucket").put("key", "first");
    }

    private static List<Message> read(Connection connection) throws Exception {
        return connection
                .jetStream()
                .subscribe(null, PullSubscribeOptions.bind("buffer", "buffer"))
                .fetch(3, Duration.ofSeconds(2));
    }

    private NatsServer server(Path binary, String name) throws Exception {
        return NatsServer.start(binary, Files.createDirectories(folder.resolve(name)), NatsServerConfig.single(name));
    }
}
