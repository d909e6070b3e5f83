package dev.numaflow.isbsvc.local.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every refused example is refused for exactly the reasons that stand beside it. */
class RefusedExamplesTest {
    private static final Path EXAMPLES =
            Path.of("../../examples/refused").toAbsolutePath().normalize();

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isRefusedWithTheViolationsBesideIt(Path example) throws IOException {
        Path expected = example.resolveSibling(example.getFileName().toString().replace(".yaml", ".violations.txt"));
        List<String> found =
                ServiceRules.check(Document.read(example).get(0).tree(), ControllerConfig.builtIn())
                        .violations()
                        .stream()
                        .map(Violation::toString)
                        .toList();
        assertThat(found).containsExactlyElementsOf(Files.readAllLines(expected));
    }
}
