package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example leads to exactly the objects that lie beside it, byte for byte. After a change on purpose, run this test with
 * {@code -Dexamples.write=true} and read what it changed.
 */
class ExamplesTest {

    private static final Path EXAMPLES = Path.of("../examples");
    private static final String SEPARATOR = "---\n";

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void leadsToWhatLiesBesideIt(String example) throws IOException {
        Path folder = EXAMPLES.resolve(example);
        Path expected = folder.resolve("expected.yaml");
        String actual = Files.exists(folder.resolve("isbsvc.yaml"))
                ? withoutSecrets(run("render", "-f", folder.resolve("isbsvc.yaml")))
                : run("buffers", "-o", "yaml", "-f", folder.resolve("pipeline.yaml"));
        if (Boolean.getBoolean("examples.write")) {
            Files.writeString(expected, actual);
        }

        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    @Test
    void refusedOnesNameEveryViolation() throws IOException {
        for (Path example : files(EXAMPLES.resolve("refused"), ".yaml")) {
            Path violations = Path.of(example.toString().replace(".yaml", ".violations.txt"));
            Run run = Run.of("render", "-f", example.toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(Files.readAllLines(violations)).isNotEmpty().allSatisfy(line -> assertThat(run.err())
                    .contains(line));
        }
    }

    static List<String> examples() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.equals("refused"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static String run(Object... arguments) {
        Run run = Run.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    private static String withoutSecrets(String documents) {
        return Arrays.stream(documents.split("(?m)^" + SEPARATOR))
                .filter(document -> !document.contains("\nkind: Secret\n"))
                .collect(Collectors.joining(SEPARATOR));
    }
}
