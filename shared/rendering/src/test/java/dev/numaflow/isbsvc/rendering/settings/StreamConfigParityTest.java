package dev.numaflow.isbsvc.rendering.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamConfigParityTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("src/test/resources/golden/isbsvc"))) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void publishesTheStreamConfigurationThatNumaflowPublishes(Path folder) throws IOException {
        JsonNode jetstream =
                YAML.readTree(folder.resolve("isbsvc.yaml").toFile()).at("/spec/jetstream");
        ControllerConfig defaults = ControllerConfig.builtIn();

        BufferConfig config = BufferConfig.merge(
                        new YamlText(defaults.bufferConfig(), "defaults"),
                        new YamlText(jetstream.path("bufferConfig").asText(null), "spec.jetstream.bufferConfig"),
                        jetstream.path("replicas").asInt(3))
                .value();

        JsonNode expected = YAML.readTree(
                        folder.resolve("numaflow/status-config.yaml").toFile())
                .at("/jetstream/streamConfig");
        assertThat(YAML.readTree(config.streamConfig())).isEqualTo(expected);
    }
}
