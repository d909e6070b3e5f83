package dev.numaflow.isbsvc.servers;

import java.nio.file.Path;
import java.util.Map;

/** The cache of executables between builds. */
final class Cache {
    private Cache() {}

    /** {@code ISBSVC_CACHE} if set, else a folder in the user's home. */
    static Path folder(Map<String, String> environment) {
        String chosen = environment.get("ISBSVC_CACHE");
        return chosen == null || chosen.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "isbsvc")
                : Path.of(chosen).toAbsolutePath();
    }
}
