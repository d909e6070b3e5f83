package dev.numaflow.isbsvc.local.rendered;

import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Manifests as kustomize and helm render them: by their own libraries, in a small program that Go builds first. */
final class RenderedManifests {

    private static final Path SOURCE = Repository.file("knative/local/tools/manifests");
    private static final Duration BUILD = Duration.ofMinutes(9);
    private static final Duration RUN = Duration.ofMinutes(1);

    private RenderedManifests() {}

    /** Built once for a JVM; Go keeps what did not change since the last build. */
    private static final class Program {
        static final Path FILE = build();

        private static Path build() {
            Path folder = Repository.file("knative/local/target");
            Path program = folder.resolve("manifests");
            Path built = folder.resolve("manifests-new");
            // It runs for a second: optimizing it would take longer.
            List<String> flags = List.of("-trimpath", "-gcflags=all=-N -l", "-ldflags=-s -w");
            List<String> build = new ArrayList<>(List.of("go", "build", "-o", built.toString()));
            build.addAll(flags);
            // Another JVM may run the program, or build it: whoever comes second finds everything compiled.
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("manifests.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid()) {
                    run(build, BUILD);
                    Files.move(built, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
                return program;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What {@code kubectl apply -k} would apply. */
    static List<Document> kustomize(Path folder) {
        return run(List.of(Program.FILE.toString(), "kustomize", folder.toString()), RUN);
    }

    /** What {@code helm install} would apply to a namespace. */
    static List<Document> helm(Path chart, String namespace, String values) {
        try {
            Path file = Files.writeString(Files.createTempFile("values", ".yaml"), values);
            try {
                return run(List.of(Program.FILE.toString(), "helm", chart.toString(), namespace, file.toString()), RUN);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code helm lint --strict} and {@code promtool check rules} find; fails with it. */
    static void check(String what, Path file, String... more) {
        List<String> command = new ArrayList<>(List.of(Program.FILE.toString(), what, file.toString()));
        command.addAll(List.of(more));
        run(command, RUN);
    }

    /**
     * What Knative's webhooks refuse or warn of; fails with it.
     *
     * @param configuration the ConfigMaps that Eventing ships
     */
    static void admit(List<Document> objects, Path configuration) {
        String text = objects.stream().map(object -> object.tree().toString()).collect(Collectors.joining("\n---\n"));
        try {
            Path file = Files.writeString(Files.createTempFile("objects", ".yaml"), text);
            try {
                check("knative", file, configuration.toString());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where Go keeps the files of a module that the program is built of, at the version that is pinned for it. */
    static Path module(String name) {
        return Path.of(output(List.of("go", "list", "-m", "-f", "{{.Dir}}", name), BUILD, RenderedManifests::text)
                .strip());
    }

    private static String text(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Document> run(List<String> command, Duration atMost) {
        return output(command, atMost, command.get(0).equals("go") ? none -> List.of() : Document::read);
    }

    private static <T> T output(List<String> command, Duration atMost, Function<Path, T> read) {
        try {
            Path output = Files.createTempFile("rendered", ".yaml");
            try (ChildProcess process =
                    ChildProcess.start(ChildProcess.Command.of(new ArrayList<>(command), SOURCE, output))) {
                if (process.awaitExit(atMost).orElse(-1) != 0) {
                    throw new AssertionError(String.join(" ", command) + ": " + Files.readString(output));
                }
                return read.apply(output);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
