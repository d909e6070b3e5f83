package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BuffersCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PIPELINE =
            """
            apiVersion: numaflow.numaproj.io/v1alpha1
            kind: Pipeline
            metadata: {name: %s}
            spec: {interStepBufferServiceName: "%s", vertices: [{name: %s}]}
            ---
            """;
    private static final String SERVING =
            """
            apiVersion: numaflow.numaproj.io/v1alpha1
            kind: ServingPipeline
            metadata: {name: shop, namespace: %s}
            spec: {pipeline: {vertices: [{name: in, source: {serving: {}}}]}}
            ---
            """;

    @TempDir
    private Path folder;

    static List<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(Run.GOLDEN.resolve("jetstream"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void printsExactlyWhatARealServerHoldsAfterNumaflow(Path golden) throws IOException {
        String[] names = golden.getFileName().toString().replace(".yaml", "").split("--");
        String pipeline = Run.GOLDEN.resolve("pipelines/" + names[1] + ".yaml").toString();
        String isbsvc =
                Run.GOLDEN.resolve("isbsvc/" + names[0] + "/isbsvc.yaml").toString();

        for (String format : List.of("json", "yaml")) {
            Run run = Run.of("buffers", "-f", pipeline, "--isbsvc", isbsvc, "-o", format);

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(tree(run.out())).isEqualTo(tree(Files.readString(golden)));
        }
    }

    @Test
    void printsATableForPeople() {
        Run run = Run.withInput(PIPELINE.formatted("p", "", "v"), "buffers", "-f", "-");

        assertThat(run.out().lines())
                .containsExactly(
                        "Pipeline default/p on the service default",
                        "STREAM                     KIND     RETENTION   STORAGE   REPLICAS   MESSAGES    BYTES   AGE    CONSUMERS",
                        "KV_default-p_SIDE_INPUTS   bucket   limits      file      3          1 per key   -       720h   0",
                        "default-p-v-0              buffer   limits      file      3          100000      -       72h    1");
    }

    @Test
    void plansAServingPipelineWithThePipelineMadeForIt() throws IOException {
        Run run = Run.withInput(SERVING.formatted("data"), "buffers", "-f", "-", "-o", "json");

        assertThat(JSON.readTree(run.out()).properties())
                .extracting(stream -> stream.getKey())
                .containsExactly(
                        "KV_data-s-shop-in_SOURCE_OT",
                        "KV_data-s-shop_SIDE_INPUTS",
                        "KV_serving-store-shop_SERVING_CALLBACK_STORE",
                        "KV_serving-store-shop_SERVING_RESPONSE_STORE",
                        "KV_serving-store-shop_SERVING_STATUS_STORE",
                        "serving-source-shop");
    }

    @Test
    void takesThePipelineOfAServingPipelineAsItIsWrittenWhereItIs() throws IOException {
        String written = PIPELINE.formatted("s-shop, namespace: data", "", "written");
        Run run = Run.withInput(SERVING.formatted("data") + written, "buffers", "-f", "-", "-o", "json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(JSON.readTree(run.out()).has("data-s-shop-written-0")).isTrue();
        assertThat(JSON.readTree(run.out()).has("KV_data-s-shop-in_SOURCE_OT")).isFalse();
    }

    @Test
    void refusesPipelinesThatMeanTheSameStreamAndNamesBoth() {
        Run run = Run.withInput(
                PIPELINE.formatted("p", "", "x-y") + PIPELINE.formatted("p-x", "", "'y'"), "buffers", "-f", "-");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("Pipeline default/p-x: ", "default-p-x-y-0, which belong to Pipeline default/p as well");
    }

    @Test
    void refusesTheSameNameOnTwoServicesBecauseOneResultCannotHoldBoth() {
        Run run = Run.withInput(SERVING.formatted("a") + SERVING.formatted("b"), "buffers", "-f", "-", "-o", "json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("serving-source-shop, which ServingPipeline a/shop has too, on another service");
    }

    @Test
    void refusesAPipelineThatIsWrittenTwice() {
        String pipeline = PIPELINE.formatted("p", "", "v");
        Run run = Run.withInput(pipeline + pipeline, "buffers", "-f", "-");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Pipeline default/p: found it a second time");
    }

    @Test
    void reportsEveryViolationAndPrintsNothing() {
        Run run = Run.withInput(
                PIPELINE.formatted("One", "", "v") + PIPELINE.formatted("two", "", "7"), "buffers", "-f", "-");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("Pipeline default/One: metadata.name: ", "Pipeline default/two: spec.vertices[0].name: ");
    }

    @Test
    void reportsWhatIsWrongWithTheServiceAndThePipelineTogether() throws IOException {
        Path isbsvc = service("replicas: 2", "main");
        Run run = Run.withInput(
                PIPELINE.formatted("One", "main", "v"), "buffers", "-f", "-", "--isbsvc", isbsvc.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("InterStepBufferService default/main: spec.jetstream.replicas: ", "metadata.name");
    }

    @Test
    void choosesTheServiceThatAPipelineNames() throws IOException {
        Path isbsvc = service("replicas: 1", "small", "large");
        Run run = Run.withInput(
                PIPELINE.formatted("p", "small", "v"),
                "buffers",
                "-f",
                "-",
                "--isbsvc",
                isbsvc.toString(),
                "-o",
                "json");

        assertThat(JSON.readTree(run.out())
                        .at("/default-p-v-0/config/num_replicas")
                        .asInt())
                .isEqualTo(1);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void saysSoWhenThePipelineNamesAnotherServiceThanTheOneGiven() throws IOException {
        Path isbsvc = service("replicas: 1", "small");
        Run run = Run.withInput(
                PIPELINE.formatted("p", "other", "v"), "buffers", "-f", "-", "--isbsvc", isbsvc.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains(
                        "warning: Pipeline default/p uses the service default/other; planned as if it were default/small");
    }

    @Test
    void refusesAServiceThatIsNoneOfSeveral() throws IOException {
        Path isbsvc = service("replicas: 1", "small", "large");
        Run run = Run.withInput(
                PIPELINE.formatted("p", "other", "v"), "buffers", "-f", "-", "--isbsvc", isbsvc.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("found default/other, allowed: one of default/small, default/large");
    }

    private Path service(String field, String... names) throws IOException {
        StringBuilder services = new StringBuilder();
        for (String name : names) {
            services.append(
                    """
                    apiVersion: numaflow.numaproj.io/v1alpha1
                    kind: InterStepBufferService
                    metadata: {name: %s}
                    spec: {jetstream: {version: latest, %s}}
                    ---
                    """
                            .formatted(name, field));
        }
        return Files.writeString(folder.resolve("isbsvc.yaml"), services);
    }

    private static JsonNode tree(String yaml) throws IOException {
        return JSON.readTree(YamlDocuments.read(yaml, "output").value().get(0).toString());
    }
}
