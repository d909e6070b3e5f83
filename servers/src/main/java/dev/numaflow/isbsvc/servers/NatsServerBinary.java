package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decides which nats-server runs: one on PATH if it is new enough, else the pinned one. */
public final class NatsServerBinary {
    private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(10);
    private static final String NAME = "nats-server";
    private static final String MODULE = "github.com/nats-io/nats-server/v2";

    private NatsServerBinary() {}

    /** Finds nats-server on this machine, or brings it here; reports what to do if neither works. */
    public static Path obtain() {
        return OfThisMachine.BINARY;
    }

    /** The oldest supported version. */
    public static Path obtainOldest() {
        return pinned(NatsVersion.OLDEST_SERVED).obtain();
    }

    /** The newest tested version. */
    public static Path obtainNewest() {
        return pinned(NatsVersion.NEWEST_TRIED).obtain();
    }

    /** The oldest version in the configuration of Numaflow's controller; it keeps no stream metadata. */
    public static Path obtainWithoutMetadata() {
        return pinned(NatsVersion.OLDEST_NAMED).obtain();
    }

    /** The version that is brought here where none is. */
    public static String pinnedVersion() {
        return NatsVersion.PINNED.toString();
    }

    /** The pinned version, which needs no library: for an image without any. */
    public static Path obtainStatic() {
        List<BinarySource> sources = new ArrayList<>(OfficialReleases.of(NAME));
        sources.add(new GoInstall(
                ExecutablePath.ofThisMachine(), MODULE + "@v" + NatsVersion.PINNED, Map.of("CGO_ENABLED", "0")));
        return new PinnedBinary(
                        Cache.folder(System.getenv())
                                .resolve(NAME + "-" + NatsVersion.PINNED + "-static")
                                .resolve(NAME),
                        sources)
                .obtain();
    }

    /** Found once for a JVM: every test needs it. */
    private static final class OfThisMachine {
        static final Path BINARY = find(ExecutablePath.ofThisMachine(), pinned(NatsVersion.PINNED));
    }

    /** The first one on the path that is new enough, else the pinned one. */
    static Path find(ExecutablePath path, PinnedBinary pinned) {
        return path.all(NAME).stream()
                .filter(NatsServerBinary::isTaken)
                .findFirst()
                .orElseGet(pinned::obtain);
    }

    /** Exactly this version. */
    private static PinnedBinary pinned(NatsVersion version) {
        List<BinarySource> releases = version.equals(NatsVersion.PINNED) ? OfficialReleases.of(NAME) : List.of();
        return PinnedBinary.inCache(NAME, version.toString(), releases, MODULE);
    }

    /** Whether this is a nats-server that runs here and is new enough. */
    private static boolean isTaken(Path executable) {
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
