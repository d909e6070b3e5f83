package dev.numaflow.isbsvc.testkit;

import dev.numaflow.isbsvc.servers.ControlPlane;
import dev.numaflow.isbsvc.servers.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

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
            FileTree.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
