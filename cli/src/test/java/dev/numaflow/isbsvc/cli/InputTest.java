package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputTest {

    private static final String SERVICE =
            """
            apiVersion: numaflow.numaproj.io/v1alpha1
            kind: InterStepBufferService
            metadata: {name: main%s}
            spec: {jetstream: {version: 2.12.7}}
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "'', no document",
        "'# nothing\n---\n', no document",
        "'kind: [', 'text that is no YAML: line 1'",
        "'just text', no object",
        "'{apiVersion: v1, kind: Pod, metadata: {name: p}}', 'only Pod default/p, v1'",
        "'{apiVersion: tekton.dev/v1, kind: InterStepBufferService, metadata: {name: p}}', tekton.dev/v1",
        "'{kind: InterStepBufferService}', no object"
    })
    void refusesOnOneLineWhatIsNoService(String input, String reason) {
        Run run = Run.withInput(input, "render", "-f", "-");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: ")
                .contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-f", "--isbsvc", "--controller-config"})
    void namesTheFileThatIsMissing(String option) {
        String pipeline = Run.GOLDEN.resolve("pipelines/simple.yaml").toString();
        Run run = option.equals("-f")
                ? Run.of("buffers", "-f", "missing.yaml")
                : Run.of("buffers", "-f", pipeline, option, "missing.yaml");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("error: missing.yaml: found no such file, allowed: a file that can be read"
                        + System.lineSeparator());
    }

    @Test
    void refusesFolders() {
        assertThat(Run.of("render", "-f", folder.toString()).err()).contains("a directory");
    }

    @Test
    void putsObjectsWithoutNamespaceIntoTheOneAskedForOrDefault() {
        assertThat(Run.withInput(SERVICE.formatted(""), "render", "-f", "-").out())
                .contains("namespace: default\n");
        assertThat(Run.withInput(SERVICE.formatted(""), "render", "-f", "-", "-n", "prod")
                        .out())
                .contains("namespace: prod\n")
                .doesNotContain("namespace: default");
    }

    @Test
    void refusesObjectsOfAnotherNamespaceThanTheOneAskedFor() {
        Run run = Run.withInput(SERVICE.formatted(", namespace: data"), "render", "-f", "-", "-n", "prod");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("InterStepBufferService data/main: metadata.namespace: found data, allowed: prod");
    }

    @Test
    void readsListsAndLeavesOtherKindsAlone() {
        String list = "kind: List\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: p}}\n- "
                + SERVICE.formatted("").strip().replace("\n", "\n  ");

        assertThat(Run.withInput(list, "render", "-f", "-").exitCode()).isZero();
    }

    @Test
    void readsTheControllersConfigurationAndTheConfigMapThatHoldsIt() throws IOException {
        String text =
                """
                isbsvc:
                  jetstream:
                    versions:
                    - {version: own, natsImage: nats:own, metricsExporterImage: m, configReloaderImage: r, startCommand: s}
                """;
        Path plain = Files.writeString(folder.resolve("plain.yaml"), text);
        Path configMap = Files.writeString(
                folder.resolve("map.yaml"), "kind: ConfigMap\ndata:\n  controller-config.yaml: |\n" + text.indent(4));
        String service = SERVICE.formatted("").replace("2.12.7", "own");

        for (Path file : new Path[] {plain, configMap}) {
            Run run = Run.withInput(service, "render", "-f", "-", "--controller-config", file.toString());
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("nats:own");
        }
    }

    @Test
    void refusesAControllersConfigurationThatIsNone() throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), "versions: []");
        Run run = Run.withInput(SERVICE.formatted(""), "render", "-f", "-", "--controller-config", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains("isbsvc.jetstream");
    }
}
