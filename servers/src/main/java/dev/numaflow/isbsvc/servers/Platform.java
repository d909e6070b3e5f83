package dev.numaflow.isbsvc.servers;

import java.util.Locale;

/** The operating system and processor of this JVM, in the words of Go and of official releases: {@code linux-amd64}. */
final class Platform {
    private Platform() {}

    static String here() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String os = system.startsWith("mac") ? "darwin" : system.startsWith("windows") ? "windows" : system;
        String arch =
                switch (processor) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    default -> processor;
                };
        return os + "-" + arch;
    }
}
