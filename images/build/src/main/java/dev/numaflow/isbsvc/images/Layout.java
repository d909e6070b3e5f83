package dev.numaflow.isbsvc.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where everything is in the image, and on this machine while it is made: a Java runtime, the jar with all functions, and the archive
 * of what they load for their first event.
 *
 * @param root the folder that becomes the image's root
 */
public record Layout(Path root) {

    /** The modification time of every file in the image. An archive is ignored where the jar has another one than when it was made. */
    public static final Instant MODIFIED = Instant.ofEpochSecond(1);

    /** The working directory of a function. */
    public static final String APP = "/app";

    /** Those that the archive depends on, or no container wants otherwise; the manifests state the rest, which would not win over these. */
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData");

    public Path runtime() {
        return root.resolve("jdk");
    }

    public Path java() {
        return runtime().resolve("bin/java");
    }

    public Path jar() {
        return root.resolve("app/isbsvc.jar");
    }

    public Path archive() {
        return root.resolve("app/isbsvc.aot");
    }

    /** Files of the operating system. */
    public Path system() {
        return root.resolve("system");
    }

    /** The command of a container. */
    public static List<String> command() {
        return command("/jdk/bin/java", List.of("-XX:AOTCache=" + APP + "/isbsvc.aot"));
    }

    /** The same on this machine, with other flags about the archive. */
    List<String> commandHere(List<String> archive) {
        return command(java().toString(), archive);
    }

    private static List<String> command(String java, List<String> archive) {
        return Stream.of(List.of(java), FLAGS, archive, List.of("-jar", "isbsvc.jar"))
                .flatMap(List::stream)
                .toList();
    }

    /** Copies the jar, as old as it is in the image. */
    void take(Path built) {
        try {
            Files.createDirectories(jar().getParent());
            Files.copy(built, jar(), StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(jar(), FileTime.from(MODIFIED));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + built, e);
        }
    }
}
