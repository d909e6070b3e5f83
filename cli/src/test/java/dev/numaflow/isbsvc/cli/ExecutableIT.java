package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that is built, run as users run it. */
class ExecutableIT {

    private static final Path EXECUTABLE = Path.of("target/kubectl-isbsvc").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void reportsTheVersionThatWasBuilt() throws Exception {
        Run run = run(List.of(EXECUTABLE.toString(), "--version"), "");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).matches("kubectl-isbsvc [0-9].*\\R");
    }

    @Test
    void rendersAService() throws Exception {
        Path service = Run.GOLDEN.resolve("isbsvc/minimal/isbsvc.yaml").toAbsolutePath();
        Run run = run(List.of(EXECUTABLE.toString(), "render", "-f", service.toString()), "");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("kind: StatefulSet", "kind: ConfigMap", "kind: Secret");
    }

    @Test
    void plansBuffersFromStandardInput() throws Exception {
        String pipeline = Files.readString(Run.GOLDEN.resolve("pipelines/fork-join.yaml"));
        Run run = run(List.of(EXECUTABLE.toString(), "buffers", "-f", "-", "-o", "json"), pipeline);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("{").contains("\"data-even-odd-both-1\"");
    }

    @Test
    void refusesBadInputWithoutAStackTrace() throws Exception {
        Run run = run(List.of(EXECUTABLE.toString(), "render", "-f", "-"), "kind: [");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().startsWith("error: ");
        assertThat(run(List.of(EXECUTABLE.toString(), "render"), "").exitCode()).isEqualTo(64);
    }

    @Test
    void runsAsAPluginOfKubectl() throws Exception {
        Assumptions.assumeTrue(onPath("kubectl"), "kubectl is not on PATH");
        String pipeline = Files.readString(Run.GOLDEN.resolve("pipelines/simple.yaml"));
        Run run = run(List.of("kubectl", "isbsvc", "buffers", "-f", "-"), pipeline);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("data-simple-pipeline-cat-0");
    }

    private Run run(List<String> command, String input) throws IOException, InterruptedException {
        Path in = Files.writeString(folder.resolve("in"), input);
        File out = folder.resolve("out").toFile();
        File err = folder.resolve("err").toFile();
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .redirectInput(in.toFile())
                .redirectOutput(out)
                .redirectError(err);
        builder.environment()
                .merge("PATH", EXECUTABLE.getParent().toString(), (old, own) -> own + File.pathSeparator + old);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Run(process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
