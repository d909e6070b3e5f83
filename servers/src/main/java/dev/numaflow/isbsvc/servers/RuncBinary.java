package dev.numaflow.isbsvc.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds runc, which runs containers: any on PATH, else the pinned one. What Go builds lacks the library for seccomp. */
public final class RuncBinary {
    private static final String NAME = "runc";
    private static final String VERSION = "1.3.0";

    private RuncBinary() {}

    /** Finds it on this machine, or brings it here. */
    public static Path obtain() {
        ExecutablePath path = ExecutablePath.ofThisMachine();
        List<BinarySource> sources = Stream.concat(
                        OfficialReleases.of(NAME).stream(),
                        Stream.of(new GoInstall(path, "github.com/opencontainers/runc@v" + VERSION)))
                .toList();
        return path.all(NAME).stream().findFirst().orElseGet(() -> new PinnedBinary(
                        Cache.folder(System.getenv())
                                .resolve(NAME + "-" + VERSION)
                                .resolve(NAME),
                        sources)
                .obtain());
    }
}
