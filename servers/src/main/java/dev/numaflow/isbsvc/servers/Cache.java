package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The cache of executables between builds. */
final class Cache {
    private Cache() {}

    /** {@code ISBSVC_CACHE} if set, else a folder in the user's home. */
    static Path folder(Map<String, String> environment) {
        String chosen = environment.get("ISBSVC_CACHE");
        return chosen == null || chosen.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "isbsvc")
                : Path.of(chosen).toAbsolutePath();
    }

    static void deleteTree(Path root) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(root)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
