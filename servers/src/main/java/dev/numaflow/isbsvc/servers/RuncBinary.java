package dev.numaflow.isbsvc.servers;

import java.nio.file.Path;

/** Finds runc, which runs containers: any on PATH, else the pinned one. What Go builds lacks the library for seccomp. */
public final class RuncBinary {
    private static final String NAME = "runc";
    private static final String VERSION = "1.3.0";

    private RuncBinary() {}

    /** Finds it on this machine, or brings it here. */
    public static Path obtain() {
        return ExecutablePath.ofThisMachine().all(NAME).stream().findFirst().orElseGet(() -> PinnedBinary.inCache(
                        NAME, VERSION, OfficialReleases.of(NAME), "github.com/opencontainers/runc")
                .obtain());
    }
}
