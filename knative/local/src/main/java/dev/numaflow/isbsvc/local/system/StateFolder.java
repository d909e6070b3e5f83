package dev.numaflow.isbsvc.local.system;

import dev.numaflow.isbsvc.local.report.UnusableInput;
import dev.numaflow.isbsvc.servers.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The state folder of a run; it deletes only what it created itself. */
public record StateFolder(Path path) {
    private static final String MARKER = ".isbsvc-local";

    /** Prepares the folder; without {@code keep} removes everything of an earlier run, with it only the addresses. */
    public static StateFolder open(Path path, boolean keep) {
        StateFolder folder = of(path);
        try {
            Files.createDirectories(folder.path);
            folder.refuseIfForeign();
            if (!keep) {
                FileTree.empty(folder.path);
            }
            // They describe a system that no longer runs.
            Files.deleteIfExists(folder.endpoints());
            Files.deleteIfExists(folder.kubeconfig());
            Files.writeString(folder.path.resolve(MARKER), "made by the local system, which may empty this folder\n");
            Files.createDirectories(folder.logs());
        } catch (IOException failed) {
            throw UnusableInput.of("--dir " + path, failed);
        }
        return folder;
    }

    /** The places in a folder, of which nothing is touched. */
    public static StateFolder of(Path path) {
        return new StateFolder(path.toAbsolutePath().normalize());
    }

    private void refuseIfForeign() throws IOException {
        try (Stream<Path> content = Files.list(path)) {
            List<Path> found = content.toList();
            if (!found.isEmpty() && !Files.exists(path.resolve(MARKER))) {
                throw new UnusableInput(
                        "--dir " + path + " holds files that are not ours, and would be emptied; give an empty folder");
            }
        }
    }

    public Path kubeconfig() {
        return path.resolve("kubeconfig");
    }

    public Path endpoints() {
        return path.resolve("endpoints.json");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    /** Kubeconfigs of the functions. */
    public Path access() {
        return path.resolve("access");
    }

    public Path controlPlane() {
        return path.resolve("control-plane");
    }

    public Path node() {
        return path.resolve("node");
    }
}
