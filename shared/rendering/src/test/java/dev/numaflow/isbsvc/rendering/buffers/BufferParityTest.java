package dev.numaflow.isbsvc.rendering.buffers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BufferParityTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Path> servers() throws IOException {
        return files("jetstream", ".yaml");
    }

    static List<Path> lists() throws IOException {
        return files("pipelines", ".buffers.yaml");
    }

    private static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void plansExactlyWhatARealServerHoldsAfterNumaflow(Path golden) throws IOException {
        String[] names = golden.getFileName().toString().replace(".yaml", "").split("--");

        BufferPlan plan = plan(pipeline(names[1]), config(names[0]));

        assertThat(JSON.readTree(JSON.writeValueAsString(plan.streams()))).isEqualTo(asJson(golden));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void namesWhatNumaflowNames(Path golden) throws IOException {
        JsonNode expected = asJson(golden);

        PipelineLike pipeline = pipeline(golden.getFileName().toString().split("\\.")[0]);
        BufferPlan plan = plan(pipeline, config("minimal"));

        Stream<String> buffers = texts(expected.get("buffers")).stream();
        Stream<String> timelines = texts(expected.get("buckets")).stream().map(bucket -> "KV_" + bucket + "_OT");
        String sideInputs = "KV_" + expected.get("sideInputsStore").asText() + "_SIDE_INPUTS";
        assertThat(plan.streams().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(buffers, timelines, Stream.of(sideInputs))
                        .flatMap(s -> s)
                        .toList());
        assertThat(plan.legacyStreams())
                .containsExactlyInAnyOrderElementsOf(texts(expected.get("buckets")).stream()
                        .map(bucket -> "KV_" + bucket + "_PROCESSORS")
                        .toList());
        String service = expected.get("interStepBufferService").asText();
        assertThat(pipeline.serviceName()).isEqualTo(service.isEmpty() ? "default" : service);
    }

    private static BufferPlan plan(PipelineLike pipeline, BufferConfig config) {
        return pipeline.plans(config).get(0);
    }

    private static PipelineLike pipeline(String name) throws IOException {
        return PipelineLikes.read(asJson(GOLDEN.resolve("pipelines/" + name + ".yaml")))
                .value();
    }

    private static BufferConfig config(String isbsvc) throws IOException {
        JsonNode jetstream =
                asJson(GOLDEN.resolve("isbsvc/" + isbsvc + "/isbsvc.yaml")).at("/spec/jetstream");
        return BufferConfig.merge(
                        new YamlText(ControllerConfig.builtIn().bufferConfig(), "defaults"),
                        new YamlText(jetstream.path("bufferConfig").asText(null), "spec.jetstream.bufferConfig"),
                        jetstream.path("replicas").asInt(3))
                .value();
    }

    /** By way of text, so that numbers have the same Java types on both sides. */
    private static JsonNode asJson(Path yaml) throws IOException {
        JsonNode document = YamlDocuments.read(Files.readString(yaml), yaml.toString())
                .value()
                .get(0);
        return JSON.readTree(JSON.writeValueAsString(document));
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }
}
