package dev.numaflow.isbsvc.runtime.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import dev.numaflow.isbsvc.rendering.servers.StreamFence;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What two real servers agree in after a copy, and what is left where one ends in the middle. */
class StreamTransferIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MESSAGES = 60;
    private static final int SIZE = 100_000;

    @TempDir
    Path folder;

    static Stream<Path> releases() {
        return Stream.of(NatsServerBinary.obtainOldest(), NatsServerBinary.obtainNewest());
    }

    @ParameterizedTest
    @MethodSource("releases")
    void aCopyIsEqualInEverythingAndContinuedByWhoeverIsRestoredFromIt(Path binary) throws Exception {
        try (NatsServer first = server(binary, "first");
                NatsServer second = server(binary, "second");
                Connection from = TestJetStream.connection(first);
                Connection to = TestJetStream.connection(second)) {
            JetStreamApi source = new JetStreamApi(from);
            JetStreamApi copy = new JetStreamApi(to);
            fill(from);
            Map<String, StoredStream> stored = source.stored();
            assertThat(stored).containsOnlyKeys("buffer", "fresh", "KV_bucket");
            AtomicInteger chunks = new AtomicInteger();

            for (String stream : stored.keySet()) {
                source.copyTo(copy, stream, chunks::incrementAndGet, LIMIT);
            }

            Map<String, StoredStream> copied = copy.stored();
            assertThat(copied).containsOnlyKeys(stored.keySet());
            stored.forEach((name, stream) -> {
                assertThat(stream.difference(copied.get(name))).as(name).isEmpty();
                assertThat(copied.get(name).continues(stream)).as(name).isTrue();
            });
            assertThat(chunks).hasValueGreaterThan(10);
            for (int i = 2; i <= MESSAGES; i++) {
                assertThat(to.jetStreamManagement().getMessage("buffer", i).getData())
                        .isEqualTo(message(i));
            }
            assertThat(to.keyValue("bucket").get("key").getValueAsString()).isEqualTo("second");
            List<Message> next = read(to, 3);
            assertThat(next.get(0).getData()).as("after what was delivered").isEqualTo(message(11));
            next.forEach(Message::ack);
            to.jetStream().publish("buffer", message(MESSAGES + 1));
            StoredStream used = copy.stored().get("buffer");
            assertThat(used.difference(stored.get("buffer"))).isPresent();
            assertThat(used.continues(stored.get("buffer"))).isTrue();
            assertThatThrownBy(() -> source.copyTo(copy, "buffer", () -> {}, LIMIT))
                    .isInstanceOf(NatsUnavailable.class)
                    .hasMessageContaining("10130");
        }
    }

    /** What an older server has copied is taken for restored by a newer one, which reports more of the same. */
    @Test
    void whatWasCopiedByTheOldestReleaseIsRestoredByTheNewest() throws Exception {
        try (NatsServer older = server(NatsServerBinary.obtainOldest(), "older");
                NatsServer newer = server(NatsServerBinary.obtainNewest(), "newer");
                Connection from = TestJetStream.connection(older);
                Connection to = TestJetStream.connection(newer)) {
            JetStreamApi copy = new JetStreamApi(from);
            JetStreamApi service = new JetStreamApi(to);
            fill(from);
            for (JsonNode stream : copy.streams()) {
                copy.updateStream(StreamFence.closed(stream.get("config")));
            }
            Map<String, StoredStream> copies = copy.stored();

            for (String stream : copies.keySet()) {
                copy.copyTo(service, stream, () -> {}, LIMIT);
            }

            Map<String, StoredStream> restored = service.stored();
            assertThat(CopyDecider.restoring(copies, restored, restored)).isEmpty();
            assertThat(restored.get("buffer").answer().time()).startsWith("20");
        }
    }

    /** By its sequence and bounds alone, what somebody wrote to the beginning of a copy may be a part of it. */
    @Test
    void whatEndsWithAMessageThatTheCopyHasNotIsNoneOfIt() throws Exception {
        try (NatsServer first = server(NatsServerBinary.obtainNewest(), "first");
                NatsServer second = server(NatsServerBinary.obtainNewest(), "second");
                Connection from = TestJetStream.connection(first);
                Connection to = TestJetStream.connection(second)) {
            JetStreamApi copy = new JetStreamApi(from);
            JetStreamApi service = new JetStreamApi(to);
            fill(from);
            StoredStream all = copy.stored().get("buffer");
            to.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("buffer")
                            .subjects("buffer")
                            .build());

            assertThat(copy.hasLastOf(service.stored().get("buffer")))
                    .as("it has none")
                    .isTrue();
            to.jetStream().publish("buffer", message(1));
            to.jetStream().publish("buffer", message(2));
            assertThat(copy.hasLastOf(service.stored().get("buffer"))).isFalse();
            assertThat(copy.hasLastOf(all)).isTrue();
            assertThat(copy.hasLastOf(endingWith(all, 2, copy))).isTrue();
            from.jetStreamManagement().deleteMessage("buffer", MESSAGES);
            assertThat(copy.hasLastOf(all)).as("also where it is deleted").isTrue();
        }
    }

    private static StoredStream endingWith(StoredStream stream, long sequence, JetStreamApi server) {
        String time = server.storedAt(stream.name(), sequence).orElseThrow().toString();
        StoredStream.State part =
                new StoredStream.State(1, 1, stream.state().first(), new StoredStream.Stored(sequence, time), 0);
        return new StoredStream(stream.name(), stream.config(), part, stream.consumers(), stream.answer());
    }

    @ParameterizedTest
    @MethodSource("releases")
    void oneThatEndsInTheMiddleLeavesNothingAndCanBeginAnew(Path binary) throws Exception {
        try (NatsServer first = server(binary, "first");
                NatsServer second = server(binary, "second");
                Connection from = TestJetStream.connection(first);
                Connection to = TestJetStream.connection(second)) {
            JetStreamApi source = new JetStreamApi(from);
            JetStreamApi copy = new JetStreamApi(to);
            fill(from);
            AtomicInteger chunks = new AtomicInteger();
            assertThatThrownBy(() -> source.copyTo(
                            copy,
                            "buffer",
                            () -> {
                                if (chunks.incrementAndGet() == 5) {
                                    throw new IllegalStateException("the process ends");
                                }
                            },
                            LIMIT))
                    .hasMessage("the process ends");
            assertThat(copy.stored()).isEmpty();
            assertThatThrownBy(() -> source.copyTo(copy, "fresh", () -> {}, Duration.ZERO))
                    .hasMessageContaining("longer than one call may");
            assertThat(copy.stored()).isEmpty();

            // Until the server has ended the first one.
            Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
                source.copyTo(copy, "buffer", () -> {}, LIMIT);
                return true;
            });

            assertThat(source.stored().get("buffer").difference(copy.stored().get("buffer")))
                    .isEmpty();
        }
    }

    private static void fill(Connection from) throws Exception {
        from.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("buffer")
                        .subjects("buffer")
                        .metadata(Map.of("owner", "somebody"))
                        .build());
        from.jetStreamManagement()
                .addStream(StreamConfiguration.builder().name("fresh").build());
        from.jetStreamManagement()
                .addOrUpdateConsumer(
                        "buffer",
                        ConsumerConfiguration.builder().durable("buffer").build());
        for (int i = 1; i <= MESSAGES; i++) {
            from.jetStream().publish("buffer", message(i));
        }
        List<Message> read = read(from, 10);
        for (int i = 0; i < read.size(); i++) {
            if (i % 3 != 1) {
                read.get(i).ackSync(Duration.ofSeconds(2));
            }
        }
        from.jetStreamManagement().deleteMessage("buffer", 1);
        from.keyValueManagement()
                .create(KeyValueConfiguration.builder()
                        .name("bucket")
                        .maxHistoryPerKey(3)
                        .build());
        from.keyValue("bucket").put("key", "first");
        from.keyValue("bucket").put("key", "second");
        from.keyValue("bucket").put("gone", "once");
        from.keyValue("bucket").delete("gone");
    }

    private static List<Message> read(Connection connection, int most) throws Exception {
        return connection
                .jetStream()
                .subscribe(null, PullSubscribeOptions.bind("buffer", "buffer"))
                .fetch(most, Duration.ofSeconds(2));
    }

    private static byte[] message(int number) {
        byte[] message = new byte[SIZE];
        new Random(number).nextBytes(message);
        return Arrays.copyOf(message, SIZE - number);
    }

    private NatsServer server(Path binary, String name) throws Exception {
        return NatsServer.start(binary, Files.createDirectories(folder.resolve(name)), NatsServerConfig.single(name));
    }
}
