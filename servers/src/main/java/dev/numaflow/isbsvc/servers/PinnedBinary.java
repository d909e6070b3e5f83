package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An executable of one version in a cache folder, brought there once by the first source that can.
 *
 * @param file where it is kept
 * @param sources in the order in which they are tried
 */
record PinnedBinary(Path file, List<BinarySource> sources) {

    /** One of this version in the cache of this machine: the release, if there is one, or else what Go builds. */
    static PinnedBinary inCache(String name, String version, List<BinarySource> releases, String module) {
        List<BinarySource> sources = new ArrayList<>(releases);
        sources.add(new GoInstall(ExecutablePath.ofThisMachine(), module + "@v" + version, Map.of()));
        return new PinnedBinary(
                Cache.folder(System.getenv()).resolve(name + "-" + version).resolve(name), sources);
    }

    /** Whether it is there. */
    boolean isThere() {
        return Files.isExecutable(file);
    }

    /** The executable; builds that run at the same time bring it once. */
    Path obtain() {
        if (isThere()) {
            return file;
        }
        // The lock of the file keeps other processes waiting, and fails for another thread of this one.
        synchronized (PinnedBinary.class) {
            return obtainAlone();
        }
    }

    private Path obtainAlone() {
        Path folder = file.getParent();
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                // Another build may have brought it while this one waited for the lock.
                if (lock.isValid() && !isThere()) {
                    bring(folder);
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the cache folder " + folder, e);
        }
    }

    /** A file that is half there must never be taken for a whole one: it gets its name when it is complete. */
    private void bring(Path folder) throws IOException {
        List<String> reasons = new ArrayList<>();
        Path staging = Files.createTempDirectory(folder, "staging");
        try {
            Path made = staging.resolve(file.getFileName());
            for (BinarySource source : sources) {
                try {
                    source.bring(made);
                    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    return;
                } catch (IOException e) {
                    reasons.add(source + ": " + e.getMessage());
                }
            }
        } finally {
            FileTree.delete(staging);
        }
        throw new IllegalStateException(
                "no " + file.getFileName() + " can be brought here: " + String.join("; ", reasons)
                        + ". Put the executable at " + file + ", or install Go (https://go.dev/doc/install)");
    }
}
