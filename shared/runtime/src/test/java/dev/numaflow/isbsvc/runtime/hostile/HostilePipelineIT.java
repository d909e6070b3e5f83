package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLike;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLikes;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStream;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreams;
import dev.numaflow.isbsvc.rendering.ownership.PipelineRef;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever stands in a Pipeline or a buffer configuration: within two seconds and 128 MB it is refused by its path, or its first stream
 * with its consumer and its first bucket are made by real servers as they are asked for.
 */
class HostilePipelineIT {

    private static final int CLUSTER = 3;
    private static JetStreamServers servers;

    @BeforeContainer
    static void open() throws IOException {
        servers =
                new JetStreamServers(Files.createTempDirectory(Path.of("target").toAbsolutePath(), "hostile"));
    }

    @AfterContainer
    static void close() {
        servers.close();
    }

    @Property
    void aPipelineIsRefusedByItsPathOrItsBuffersAreMade(
            @ForAll("pipelines") JsonNode pipeline, @ForAll("goodBufferConfigs") String buffers) {
        Parsed<PipelineLike> user = Bounds.within(() -> PipelineLikes.read(pipeline));
        if (!Refusals.isRefused(user)) {
            accept(
                    new PipelineRef(pipeline, user.value()),
                    bufferConfig(buffers).value());
        }
    }

    @Property
    void aBufferConfigurationIsRefusedByItsPathOrBuffersAreMadeOfIt(@ForAll("bufferConfigs") String buffers) {
        Parsed<BufferConfig> config = Bounds.within(() -> bufferConfig(buffers));
        if (!Refusals.isRefused(config)) {
            JsonNode pipeline = Seeds.pipelines().get(0);
            accept(new PipelineRef(pipeline, PipelineLikes.read(pipeline).value()), config.value());
        }
    }

    @Example
    void everyServerTakesALimitOfTheSizeOfMessages() {
        JsonNode pipeline = Seeds.pipelines().get(0);
        for (long size : List.of(0L, 1L, 33_553_408L, (long) Integer.MAX_VALUE)) {
            accept(
                    new PipelineRef(pipeline, PipelineLikes.read(pipeline).value()),
                    bufferConfig("stream: {maxMsgSize: %d}".formatted(size)).value());
        }
    }

    /** On the single node of the servers under test, as for every service of one node. */
    private static void accept(PipelineRef pipeline, BufferConfig config) {
        DesiredStreams desired = Bounds.within(() -> DesiredStreams.of(List.of(pipeline), config.fitting(1)));
        assertThat(desired.refused()).isEmpty();
        assertThat(desired.streams()).hasSize((int) pipeline.user().streams());
        acceptFirst(desired, wanted -> !wanted.consumers().isEmpty());
        acceptFirst(desired, wanted -> wanted.consumers().isEmpty());
    }

    private static void acceptFirst(DesiredStreams desired, Predicate<DesiredStream> kind) {
        desired.streams().stream().filter(kind).findFirst().ifPresent(servers::accept);
    }

    private static Parsed<BufferConfig> bufferConfig(String text) {
        return BufferConfig.configured(
                new YamlText(ControllerConfig.builtIn().bufferConfig(), "controller"),
                new YamlText(text, "spec.jetstream.bufferConfig"),
                CLUSTER);
    }

    /** What the API server has judged, or filled in, is as it would be. */
    @Provide
    Arbitrary<JsonNode> pipelines() {
        return Arbitraries.of(Seeds.pipelines())
                .flatMap(good -> Mutation.of(List.of(good)).map(mutated -> {
                    ObjectNode pipeline = mutated.deepCopy();
                    pipeline.set("kind", good.path("kind"));
                    if (pipeline.path("metadata").isObject()) {
                        ObjectNode metadata = (ObjectNode) pipeline.path("metadata");
                        for (String given : List.of("namespace", "uid", "creationTimestamp")) {
                            metadata.set(given, good.path("metadata").path(given));
                        }
                    }
                    return pipeline;
                }));
    }

    @Provide
    Arbitrary<String> goodBufferConfigs() {
        return Arbitraries.of(Seeds.bufferConfigs()).map(Seeds::yaml);
    }

    @Provide
    Arbitrary<String> bufferConfigs() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, limits()),
                Tuple.of(6, Mutation.of(Seeds.bufferConfigs()).map(Seeds::yaml)),
                Tuple.of(1, Arbitraries.of(HostileValues.TEXTS)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(100)));
    }

    /** Combinations of what is allowed, the limits among it. */
    private static Arbitrary<String> limits() {
        Arbitrary<String> stream = Combinators.combine(
                        Arbitraries.of("0", "1", "2"),
                        Arbitraries.of("-1", "0", "1", "9223372036854775807"),
                        Arbitraries.of("0", "100ms", "100.5ms", "1s", "72h", "2562047h"),
                        Arbitraries.of("-1", "0", "1", "100", "9223372036854775807"),
                        Arbitraries.of("0", "1"),
                        Arbitraries.of("100ms", "1s", "72h", "2562047h"),
                        Arbitraries.of("-1", "0", "1", "1048577", "2147483647"))
                .as(
                        "stream: {retention: %s, maxMsgs: %s, maxAge: %s, maxBytes: %s, storage: %s, duplicates: %s, maxMsgSize: %s}\n"
                                ::formatted);
        Arbitrary<String> consumer = Combinators.combine(
                        Arbitraries.of("1ns", "1ms", "60s", "2562047h"), Arbitraries.of("-1", "1", "2147483647"))
                .as("consumer: {ackWait: %s, maxAckPending: %s}\n"::formatted);
        Arbitrary<String> bucket = Combinators.combine(
                        Arbitraries.of("-1", "0", "1", "2147483647"),
                        Arbitraries.of("1", "2", "64"),
                        Arbitraries.of("0", "100ms", "120s", "121s", "2562047h"),
                        Arbitraries.of("-1", "0", "1", "9223372036854775807"),
                        Arbitraries.of("0", "1"))
                .as("otBucket: {maxValueSize: %s, history: %s, ttl: %s, maxBytes: %s, storage: %s}\n"::formatted);
        return Combinators.combine(stream, consumer, bucket).as((a, b, c) -> a + b + c);
    }
}
