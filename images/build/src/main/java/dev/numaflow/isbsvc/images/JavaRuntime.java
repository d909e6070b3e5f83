package dev.numaflow.isbsvc.images;

import dev.numaflow.isbsvc.servers.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The Java runtime of the image: JDK 25 or newer, cut to the modules that the functions use. */
final class JavaRuntime {

    /** Quarkus opens its jar as a file system; Jackson and SnakeYAML look at beans, which are in java.desktop. */
    private static final List<String> MODULES = List.of(
            "java.desktop",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.security.jgss",
            "java.sql",
            "java.xml",
            "jdk.crypto.ec",
            "jdk.management",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");

    private static final int OLDEST = 25;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private JavaRuntime() {}

    /** The JDK at {@code ISBSVC_IMAGE_JDK}, the one that runs this, or one where Linux distributions put them. */
    static Optional<Path> jdk(Map<String, String> environment) {
        return Stream.of(
                        Stream.ofNullable(environment.get("ISBSVC_IMAGE_JDK")).map(Path::of),
                        Stream.of(Path.of(System.getProperty("java.home"))),
                        installed(Path.of("/usr/lib/jvm")))
                .flatMap(found -> found)
                .filter(jdk -> version(jdk) >= OLDEST && Files.isExecutable(jdk.resolve("bin/jlink")))
                .findFirst();
    }

    private static Stream<Path> installed(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The major version by the file of that name in each JDK; 0 where there is none. */
    private static int version(Path jdk) {
        Path release = jdk.resolve("release");
        if (!Files.isRegularFile(release)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Links it into the layout. */
    static void link(Layout layout) {
        Path jdk = jdk(System.getenv())
                .orElseThrow(() -> new IllegalStateException("no JDK " + OLDEST
                        + " or newer, which the image needs: install one, or name its folder in ISBSVC_IMAGE_JDK"));
        Path log = layout.root().resolve("jlink.log");
        List<String> jlink = List.of(
                jdk.resolve("bin/jlink").toString(),
                "--add-modules",
                String.join(",", MODULES),
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                layout.runtime().toString());
        try {
            ChildProcess.run(ChildProcess.Command.of(jlink, layout.root(), log), LONGEST, "jlink failed");
            Files.delete(log);
            // The archive is ignored where this file has another time than when it was made.
            Files.setLastModifiedTime(layout.runtime().resolve("lib/modules"), FileTime.from(Layout.MODIFIED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
