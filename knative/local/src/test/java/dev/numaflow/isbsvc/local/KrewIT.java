package dev.numaflow.isbsvc.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin as krew installs it, from the archive and the manifest that the build leaves. */
@Tag("tools")
class KrewIT {

    private static final Path KREW = Repository.file("knative/local/target/krew");
    private static final Path BUILT = Repository.file("cli/target/krew");
    private static final Path MANIFEST = BUILT.resolve("isbsvc.yaml");
    private static final Path ARCHIVE = BUILT.resolve("kubectl-isbsvc.tar.gz");
    private static final Duration BUILD = Duration.ofMinutes(9);
    private static final Duration RUN = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @BeforeAll
    static void build() throws IOException {
        Path log = Files.createTempFile("krew", ".log");
        ChildProcess.run(
                ChildProcess.Command.of(
                        List.of("go", "build", "-trimpath", "-o", KREW.toString(), "sigs.k8s.io/krew/cmd/krew"),
                        Repository.file("knative/local/tools/krew"),
                        log),
                BUILD,
                "krew cannot be built");
        Files.delete(log);
    }

    @Test
    void itIsInstalledAndRuns() throws IOException {
        assertThat(run(install(MANIFEST))).contains("Installed plugin: isbsvc", "It needs Java 17 or newer");

        assertThat(run(List.of(folder.resolve("krew/bin/kubectl-isbsvc").toString(), "--version")))
                .startsWith("kubectl-isbsvc ");
    }

    @Test
    void anotherArchiveThanTheManifestNamesIsNotInstalled() throws IOException {
        Path other = Files.writeString(
                folder.resolve("other.yaml"), Files.readString(MANIFEST).replaceFirst("[0-9a-f]{64}", "0".repeat(64)));

        assertThatThrownBy(() -> run(install(other))).hasMessageContaining("checksum does not match");
        assertThat(folder.resolve("krew/bin/kubectl-isbsvc")).doesNotExist();
    }

    private static List<String> install(Path manifest) {
        return List.of(KREW.toString(), "install", "--manifest=" + manifest, "--archive=" + ARCHIVE);
    }

    private String run(List<String> command) throws IOException {
        Path log = folder.resolve("log");
        Files.deleteIfExists(log);
        Map<String, String> environment =
                Map.of("KREW_ROOT", folder.resolve("krew").toString());
        ChildProcess.run(new ChildProcess.Command(command, environment, false, folder, log), RUN, command.toString());
        return Files.readString(log);
    }
}
