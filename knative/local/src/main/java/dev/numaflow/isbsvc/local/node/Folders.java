package dev.numaflow.isbsvc.local.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folders of pods, logs and volumes below the system's folder. */
record Folders(Path root) {
    /** The folder of a pod, deleted with it. */
    Path pod(PodHost pod, String uid) {
        return root.resolve("pods").resolve(pod.namespace() + "_" + pod.name() + "_" + uid);
    }

    /** The log of its server; kept after the pod is gone. */
    Path log(PodHost pod) {
        return root.resolve("logs").resolve(pod.namespace()).resolve(pod.name() + ".log");
    }

    /** The folder of a volume. */
    Path volume(String name) {
        return root.resolve("volumes").resolve(name);
    }

    static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder, e);
        }
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            List<Path> deepestFirst;
            try (Stream<Path> tree = Files.walk(folder)) {
                deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the folder " + folder, e);
        }
    }
}
