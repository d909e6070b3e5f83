package dev.numaflow.isbsvc.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the files of this repository from wherever a test runs in it. */
public final class Repository {
    private Repository() {}

    /** The repository's root. */
    public static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("shared/testkit"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "not inside the repository: " + Path.of("").toAbsolutePath());
    }

    /** A file or folder by its path from the root. */
    public static Path file(String path) {
        return root().resolve(path);
    }
}
