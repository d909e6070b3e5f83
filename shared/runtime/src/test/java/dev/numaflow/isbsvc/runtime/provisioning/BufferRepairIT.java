package dev.numaflow.isbsvc.runtime.provisioning;

import static dev.numaflow.isbsvc.runtime.provisioning.ServedPipelines.BUFFER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is lost or damaged comes back as Numaflow would have made it, and messages of what was not touched stay. */
class BufferRepairIT {

    private static final int ROUNDS = 6;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "on {0} nodes")
    @ValueSource(ints = {1, 3})
    void afterRandomLossAndDamageEverythingEqualsTheDumpOfNumaflow(int nodes) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (ServedPipelines served = ServedPipelines.on(folder, nodes, servers())) {
            JsonNode pipeline = served.apply(TestPipelines.simplePipeline());
            served.reconcileUntilDone(pipeline);
            String dump = (nodes == 1 ? "single-node" : "minimal") + "--simple";
            for (int round = 0; round < ROUNDS; round++) {
                Map<String, Long> untouched = filled(served);
                for (String stream : served.names()) {
                    if (hurt(served, stream, random.nextInt(6))) {
                        untouched.remove(stream);
                    }
                }

                served.reconcileUntilDone(pipeline);

                assertThat(served.differencesFrom(dump))
                        .as("seed %d, round %d", seed, round)
                        .isEmpty();
                untouched.forEach((stream, count) -> assertThat(served.messages(stream))
                        .as("seed %d, messages of %s", seed, stream)
                        .isEqualTo(count));
            }
        }
    }

    @ParameterizedTest(name = "on {0} nodes")
    @ValueSource(ints = {1})
    void aStreamThatWasLostIsReportedAsRepairedAndANewOneAsMade(int nodes) throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, nodes, servers())) {
            JsonNode pipeline = served.apply(TestPipelines.simplePipeline());
            assertThat(served.reconcile(pipeline).message()).contains("7 made", "0 repaired");
            for (int times = 1; times <= 2; times++) {
                served.streams.deleteStream(BUFFER);

                assertThat(served.reconcile(pipeline).message()).contains("0 made", "1 repaired");

                assertThat(served.api.events())
                        .anyMatch(
                                event -> event.startsWith("simple-pipeline BuffersCreated: ") && event.contains(BUFFER))
                        .filteredOn(event -> event.startsWith("simple-pipeline BuffersRepaired: ")
                                && event.contains("stream " + BUFFER + " was missing"))
                        .hasSize(times);
            }
        }
    }

    @ParameterizedTest(name = "on {0} nodes")
    @ValueSource(ints = {1})
    void whatCannotWorkIsPutRightWithAllItsMessagesAndSettingsAreLeft(int nodes) throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, nodes, servers())) {
            JsonNode pipeline = served.apply(TestPipelines.simplePipeline());
            served.reconcile(pipeline);
            served.publish(BUFFER, 5);
            ObjectNode wrong = config(served, BUFFER).put("max_msgs", 7);
            wrong.putArray("subjects").add("elsewhere");
            assertThat(served.streams.updateStream(wrong)).isEqualTo(new CreateResult.Made());

            assertThat(served.reconcile(pipeline).message()).contains("1 repaired");

            assertThat(config(served, BUFFER).path("subjects").toString()).isEqualTo("[\"" + BUFFER + "\"]");
            assertThat(config(served, BUFFER).path("max_msgs").asInt()).isEqualTo(7);
            assertThat(served.messages(BUFFER)).isEqualTo(5);
            assertThat(served.api.events())
                    .anyMatch(event -> event.startsWith("simple-pipeline BuffersRepaired: stream " + BUFFER))
                    .anyMatch(event -> event.startsWith("simple-pipeline BuffersDrifted: stream " + BUFFER));
        }
    }

    @ParameterizedTest(name = "on {0} nodes")
    @ValueSource(ints = {1})
    void aStreamWithMessagesOfAnotherSubjectIsLeftAndReported(int nodes) throws Exception {
        try (ServedPipelines served = ServedPipelines.on(folder, nodes, servers())) {
            JsonNode pipeline = served.apply(TestPipelines.simplePipeline());
            served.reconcile(pipeline);
            ObjectNode wrong = config(served, BUFFER);
            wrong.putArray("subjects").add("elsewhere");
            served.streams.updateStream(wrong);
            served.publish("elsewhere", 2);

            served.reconcile(pipeline);

            assertThat(config(served, BUFFER).path("subjects").toString()).isEqualTo("[\"elsewhere\"]");
            assertThat(served.messages(BUFFER)).isEqualTo(2);
            assertThat(served.api.events())
                    .anyMatch(event -> event.contains("BuffersDrifted") && event.contains("other subjects"));
        }
    }

    /** The executable of the servers. */
    Path servers() {
        return NatsServerBinary.obtain();
    }

    /** How a damaged consumer is acknowledged. */
    String wrongAcks() {
        return "none";
    }

    private static Map<String, Long> filled(ServedPipelines served) throws Exception {
        Map<String, Long> messages = new HashMap<>();
        for (String stream : served.names()) {
            if (!stream.startsWith("KV_")) {
                served.publish(stream, 3);
            }
            messages.put(stream, served.messages(stream));
        }
        return messages;
    }

    /** @return whether the messages of the stream are gone with it */
    private boolean hurt(ServedPipelines served, String stream, int how) {
        boolean buffer = !stream.startsWith("KV_");
        switch (how) {
            case 0 -> served.streams.deleteStream(stream);
            case 1 -> {
                if (buffer) {
                    served.streams.deleteConsumer(stream, stream);
                }
            }
            case 2 -> {
                if (buffer) {
                    served.streams.deleteConsumer(stream, stream);
                    ObjectNode other =
                            consumer(stream).put("filter_subject", stream).put("deliver_policy", "new");
                    assertThat(served.streams.createConsumer(stream, other)).isEqualTo(new CreateResult.Made());
                }
            }
            case 3 -> {
                ObjectNode wrong = config(served, stream);
                wrong.putArray("subjects").add("wrong." + stream);
                assertThat(served.streams.updateStream(wrong)).isEqualTo(new CreateResult.Made());
            }
            default -> {
                return false;
            }
        }
        return how == 0;
    }

    private ObjectNode consumer(String name) {
        return (ObjectNode)
                TestPipelines.yaml("{name: %s, durable_name: %s, ack_policy: %s}".formatted(name, name, wrongAcks()));
    }

    private static ObjectNode config(ServedPipelines served, String stream) {
        return served.streams.stream(stream).orElseThrow().path("config").deepCopy();
    }
}
