package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program of which any version will do: the one on PATH, else the pinned one, built once by {@code go install} into the cache folder.
 *
 * @param name of its executable
 * @param module its Go package
 * @param version what is built where none is on PATH
 */
public record GoProgram(String name, String module, String version) {

    private static final Duration INSTALL_TIMEOUT = Duration.ofMinutes(10);

    /** Runs containers; without its library for seccomp, which Go cannot build. */
    public static final GoProgram RUNC = new GoProgram("runc", "github.com/opencontainers/runc", "v1.3.0");

    /** Finds the program, or builds it. */
    public Path obtain() {
        return ExecutablePath.ofThisMachine().all(name).stream().findFirst().orElseGet(this::cached);
    }

    private Path cached() {
        Path folder = Cache.folder(System.getenv()).resolve(name + "-" + version);
        Path cached = folder.resolve(name);
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isExecutable(cached)) {
                    install(folder, cached);
                }
            }
            return cached;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the cache folder " + folder, e);
        }
    }

    private void install(Path folder, Path cached) throws IOException {
        Path staging = Files.createTempDirectory(folder, "staging");
        try {
            goInstall(staging, module + "@" + version);
            Files.move(staging.resolve(name), cached, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Cache.deleteTree(staging);
        }
    }

    private void goInstall(Path staging, String what) {
        Path go = ExecutablePath.ofThisMachine().all("go").stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("neither " + name + " nor go is on PATH: install one"));
        Path log = staging.resolve("go-install.log");
        ChildProcess install = ChildProcess.start(new ChildProcess.Command(
                List.of(go.toString(), "install", what), Map.of("GOBIN", staging.toString()), false, staging, log));
        try (install) {
            if (install.awaitExit(INSTALL_TIMEOUT).orElse(-1) != 0) {
                throw new IllegalStateException("go install " + what + " failed: " + LogTail.of(log));
            }
        }
    }
}
