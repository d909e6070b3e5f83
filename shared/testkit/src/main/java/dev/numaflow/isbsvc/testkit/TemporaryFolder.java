package dev.numaflow.isbsvc.testkit;

import dev.numaflow.isbsvc.servers.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Removes what a test's servers have left on disk. */
final class TemporaryFolder {
    private TemporaryFolder() {}

    /** Stops the control plane first: it would write again what is being removed. */
    static void discard(ControlPlane plane, Path folder) {
        plane.close();
        remove(folder);
    }

    /** Removes a folder and all that is in it. */
    static void remove(Path folder) {
        try {
            List<Path> deepestFirst;
            try (Stream<Path> tree = Files.walk(folder)) {
                deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
