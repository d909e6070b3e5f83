package dev.numaflow.isbsvc.local;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.servers.ChildProcess;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** {@code up} as a user runs it: the packaged program, in a process of its own. */
final class UpProcess implements AutoCloseable {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private final Path directory;
    private final ChildProcess process;

    private UpProcess(Path directory, ChildProcess process) {
        this.directory = directory;
        this.process = process;
    }

    static UpProcess start(Path temporary, String... options) {
        Path directory = temporary.resolve("state");
        // Whoever runs the tests in the background ignores SIGINT, and what is ignored is inherited.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target/local.jar").toAbsolutePath().toString(),
                "up",
                "--dir",
                directory.toString()));
        command.addAll(List.of(options));
        return new UpProcess(
                directory, ChildProcess.start(ChildProcess.Command.of(command, ROOT, temporary.resolve("up.log"))));
    }

    static Path example(String name) {
        return ROOT.resolve("examples").resolve(name);
    }

    List<String> lines() {
        try {
            return Files.readAllLines(process.log());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Waits for a line; an end without it fails at once. */
    void awaitLine(String part, Duration atMost) {
        await().atMost(atMost)
                .failFast("ended without \"" + part + "\"", () -> !process.isAlive())
                .until(() -> has(line -> line.contains(part)));
    }

    boolean has(Predicate<String> line) {
        return lines().stream().anyMatch(line);
    }

    int awaitExit(Duration atMost) {
        return process.awaitExit(atMost).orElseThrow(() -> new AssertionError(String.join("\n", lines())));
    }

    /** Ctrl-C. */
    void interrupt() {
        process.signal(ChildProcess.Signal.INT);
    }

    KubernetesClient client() {
        Config config = Config.fromKubeconfig(directory.resolve("kubeconfig").toFile());
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** A file of the system's own folder. */
    Path file(String name) {
        return directory.resolve(name);
    }

    /** How often a function was started. */
    int starts(String function) {
        return endpoints().at("/functions/" + function + "/starts").asInt();
    }

    JsonNode endpoints() {
        try {
            return new ObjectMapper()
                    .readTree(directory.resolve("endpoints.json").toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Command lines of processes of this run that are still there. */
    List<String> leftOver() {
        return ProcessHandle.allProcesses()
                .filter(other -> other.pid() != process.pid() || process.isAlive())
                .map(other -> other.info().commandLine().orElse(""))
                .filter(command -> command.contains(directory.toString()))
                .toList();
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(30));
    }
}
