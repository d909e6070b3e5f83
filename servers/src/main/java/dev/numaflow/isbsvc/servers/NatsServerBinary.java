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
 * Decides which nats-server runs: one on PATH if it is new enough, else the pinned one from the cache folder, installed there by
 * {@code go install}, or from the official release with its checksum verified.
 */
public final class NatsServerBinary {
    private static final Duration GO_INSTALL_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(10);
    private static final String NAME = "nats-server";

    private final ExecutablePath path;
    private final Path folder;
    private final NatsVersion version;
    private final Optional<NatsRelease> release;

    NatsServerBinary(ExecutablePath path, Path cache, NatsRelease release) {
        this(path, cache, NatsVersion.PINNED, Optional.of(release));
    }

    private NatsServerBinary(ExecutablePath path, Path cache, NatsVersion version, Optional<NatsRelease> release) {
        this.path = path;
        this.folder = cache.resolve(NAME + "-" + version);
        this.version = version;
        this.release = release;
    }

    /** Exactly this version, built here once by {@code go install}. */
    static Path obtain(NatsVersion version) {
        NatsServerBinary binary = new NatsServerBinary(
                ExecutablePath.ofThisMachine(), Cache.folder(System.getenv()), version, Optional.empty());
        Path cached = binary.folder.resolve(NAME);
        return binary.isTaken(cached) ? cached : binary.bring(cached);
    }

    /** The oldest supported version. */
    public static Path obtainOldest() {
        return obtain(NatsVersion.OLDEST_SERVED);
    }

    /** The newest tested version. */
    public static Path obtainNewest() {
        return obtain(NatsVersion.NEWEST_TRIED);
    }

    /** The oldest version in the configuration of Numaflow's controller; it keeps no stream metadata. */
    public static Path obtainWithoutMetadata() {
        return obtain(NatsVersion.OLDEST_NAMED);
    }

    /** Finds nats-server on this machine, or installs it; reports what to install if neither works. */
    public static Path obtain() {
        return OfThisMachine.BINARY;
    }

    /** Found once for a JVM: every test needs it. */
    private static final class OfThisMachine {
        static final Path BINARY = new NatsServerBinary(
                        ExecutablePath.ofThisMachine(), Cache.folder(System.getenv()), NatsRelease.OFFICIAL)
                .findOrBring();
    }

    Path findOrBring() {
        Path cached = folder.resolve(NAME);
        return path.all(NAME).stream()
                .filter(this::isTaken)
                .findFirst()
                .or(() -> Optional.of(cached).filter(this::isTaken))
                .orElseGet(() -> bring(cached));
    }

    private Path bring(Path cached) {
        // The lock of the file keeps other processes waiting, and fails for another thread of this one.
        synchronized (NatsServerBinary.class) {
            return bringAlone(cached);
        }
    }

    private Path bringAlone(Path cached) {
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                // Another build may have installed it while this one waited for the lock.
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
                        + version + " cannot be brought here: " + String.join("; ", reasons)
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
                List.of(go.get().toString(), "install", "github.com/nats-io/nats-server/v2@v" + version),
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
        if (release.isEmpty()) {
            reasons.add("there is no checksum of the release " + version);
            return false;
        }
        try {
            release.get().download(NatsRelease.platform(), target);
            return true;
        } catch (IOException e) {
            reasons.add("the release " + release.get().location() + " cannot be used: " + e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while downloading nats-server", e);
        }
    }

    /** Whether this is a nats-server that runs here and is new enough, or of the requested version. */
    private boolean isTaken(Path executable) {
        if (!Files.isExecutable(executable)) {
            return false;
        }
        try {
            Path answer = Files.createTempFile("nats-server-version", ".txt");
            try (ChildProcess asked = ChildProcess.start(
                    ChildProcess.Command.of(List.of(executable.toString(), "--version"), answer.getParent(), answer))) {
                return asked.awaitExit(VERSION_TIMEOUT).orElse(-1) == 0
                        && NatsVersion.printedAs(Files.readString(answer))
                                .filter(found -> release.isPresent() ? found.isTaken() : found.equals(version))
                                .isPresent();
            } finally {
                Files.deleteIfExists(answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask " + executable + " for its version", e);
        }
    }
}
