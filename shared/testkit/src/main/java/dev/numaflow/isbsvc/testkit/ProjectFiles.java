package dev.numaflow.isbsvc.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the project's own files from whichever module a test runs in. */
public final class ProjectFiles {

    private ProjectFiles() {}

    public static Path manifest(String file) {
        return root().resolve("knative/manifests").resolve(file);
    }

    /** What Numaflow makes of given inputs. */
    public static Path golden(String file) {
        return root().resolve("shared/rendering/src/test/resources/golden").resolve(file);
    }

    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("knative/manifests"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("not inside the project");
            }
        }
        return folder;
    }
}
