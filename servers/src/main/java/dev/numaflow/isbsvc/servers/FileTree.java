package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Deletes folders with all that is in them. */
public final class FileTree {
    private FileTree() {}

    /** Deletes the folder; does nothing where there is none. */
    public static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            empty(root);
            Files.deleteIfExists(root);
        }
    }

    /** Deletes what is in the folder. */
    public static void empty(Path root) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(root)) {
            deepestFirst = tree.filter(path -> !path.equals(root))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
