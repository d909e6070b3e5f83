package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.servers.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the folder " + folder, e);
        }
    }
}
