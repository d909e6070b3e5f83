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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which nats-server is run: one on PATH if it is new enough, else the pinned one from the cache folder, where it is
 * put by {@code go install}, or from the official release with its checksum verified.
 */
public final class NatsServerBinary {
    private static final Duration GO_INSTALL_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(10);
    private static final String NAME = "nats-server";

    private final ExecutablePath path;
    private final Path folder;
    private final NatsRelease release;

    NatsServerBinary(ExecutablePath path, Path cache, NatsRelease release) {
        this.path = path;
        this.folder = cache.resolve(NAME + "-" + NatsVersion.PINNED);
        this.release = release;
    }

    /** Finds nats-server on this machine, or brings it here; says what to install if neither can be done. */
    public static Path obtain() {
        return OfThisMachine.BINARY;
    }

    /** Looked for once in a JVM: every test asks. */
    private static final class OfThisMachine {
        static final Path BINARY = new NatsServerBinary(
                        ExecutablePath.ofThisMachine(), Cache.folder(System.getenv()), NatsRelease.OFFICIAL)
                .findOrBring();
    }

    Path findOrBring() {
        Path cached = folder.resolve(NAME);
        return path.all(NAME).stream()
                .filter(NatsServerBinary::isTaken)
                .findFirst()
                .or(() -> Optional.of(cached).filter(NatsServerBinary::isTaken))
                .orElseGet(() -> bring(cached));
    }

    private Path bring(Path cached) {
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                // Another build may have brought it while this one waited for the lock.
                if (lock.isValid() && !isTaken(cached)) {
                    bringInto(cached);
                }
            }
            return cached;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the cache folder " + folder, e);
        }
    }

    private void bringInto(Path cached) throws IOException {
        List<String> reasons = new ArrayList<>();
        Path staging = Files.createTempDirectory(folder, "staging");
        try {
            Path made = staging.resolve(NAME);
            if (!goInstall(staging, reasons) && !download(made, reasons)) {
                throw new IllegalStateException("no nats-server " + NatsVersion.OLDEST_TAKEN + " or newer on PATH, and "
                        + NatsVersion.PINNED + " cannot be brought here: " + String.join("; ", reasons)
                        + ". Install nats-server, or Go, or put the executable at " + cached);
            }
            Files.move(made, cached, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Cache.deleteTree(staging);
        }
    }

    private boolean goInstall(Path staging, List<String> reasons) {
        Optional<Path> go = path.all("go").stream().findFirst();
        if (go.isEmpty()) {
            reasons.add("go is not on PATH");
            return false;
        }
        Path log = staging.resolve("go-install.log");
        ChildProcess install = ChildProcess.start(new ChildProcess.Command(
                List.of(go.get().toString(), "install", "github.com/nats-io/nats-server/v2@v" + NatsVersion.PINNED),
                Map.of("GOBIN", staging.toString()),
                false,
                staging,
                log));
        try (install) {
            if (install.awaitExit(GO_INSTALL_TIMEOUT).orElse(-1) == 0) {
                return true;
            }
        }
        reasons.add("go install failed: " + LogTail.of(log));
        return false;
    }

    private boolean download(Path target, List<String> reasons) {
        try {
            release.download(NatsRelease.platform(), target);
            return true;
        } catch (IOException e) {
            reasons.add("the release " + release.location() + " cannot be used: " + e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while downloading nats-server", e);
        }
    }

    /** Whether this is a nats-server that runs here and is new enough. */
    private static boolean isTaken(Path executable) {
        if (!Files.isExecutable(executable)) {
            return false;
        }
        try {
            Path answer = Files.createTempFile("nats-server-version", ".txt");
            try (ChildProcess asked = ChildProcess.start(
                    ChildProcess.Command.of(List.of(executable.toString(), "--version"), answer.getParent(), answer))) {
                return asked.awaitExit(VERSION_TIMEOUT).orElse(-1) == 0
                        && NatsVersion.printedAs(Files.readString(answer))
                                .filter(NatsVersion::isTaken)
                                .isPresent();
            } finally {
                Files.deleteIfExists(answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask " + executable + " for its version", e);
        }
    }
}
