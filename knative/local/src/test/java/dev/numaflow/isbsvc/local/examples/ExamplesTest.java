package dev.numaflow.isbsvc.local.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.rendering.buffers.BufferUsers;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example is what it says: good ones are accepted, refused ones are refused for exactly the reasons beside them. */
class ExamplesTest {
    private static final Path EXAMPLES =
            Path.of("../../examples").toAbsolutePath().normalize();

    static Stream<Path> refused() throws IOException {
        return yamlFiles().filter(file -> file.getParent().endsWith("refused"));
    }

    static Stream<Path> good() throws IOException {
        return yamlFiles().filter(file -> !file.getParent().endsWith("refused"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(Path example) throws IOException {
        Path expected = example.resolveSibling(example.getFileName().toString().replace(".yaml", ".violations.txt"));
        List<String> found = violations(Document.read(example).get(0).tree()).stream()
                .map(Violation::toString)
                .toList();
        assertThat(found).containsExactlyElementsOf(Files.readAllLines(expected));
    }

    @ParameterizedTest
    @MethodSource
    void good(Path example) {
        assertThat(Document.read(example)).isNotEmpty().allSatisfy(document -> assertThat(violations(document.tree()))
                .isEmpty());
    }

    private static List<Violation> violations(JsonNode object) {
        return object.path("kind").asText().equals(Kinds.SERVICE)
                ? ServiceRules.check(object, ControllerConfig.builtIn()).violations()
                : BufferUsers.read(object).violations();
    }

    private static Stream<Path> yamlFiles() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
        }
    }
}
