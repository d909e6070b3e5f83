package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs a program of the machine to its end. */
final class ToolRun {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private ToolRun() {}

    /** What it printed; fails with that if it did not succeed. */
    static List<String> lines(Path folder, String... command) {
        try {
            Path log = Files.createTempFile(folder, "run", ".log");
            try {
                ChildProcess.run(
                        ChildProcess.Command.of(List.of(command), folder, log), TIMEOUT, String.join(" ", command));
                return Files.readAllLines(log);
            } finally {
                Files.deleteIfExists(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it where its failure means that there was nothing to do. */
    static void attempt(Path folder, String... command) {
        try {
            lines(folder, command);
        } catch (UncheckedIOException nothingToDo) {
            return;
        }
    }
}
