package dev.numaflow.isbsvc.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of their rights the functions have used, in the tests of all modules since the last {@code mvn clean}: a right that no test
 * needs is a right that nobody has shown to be needed.
 */
public final class UsedRights {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FOLDER = Repository.file("target/used-rights");
    private static final int FORBIDDEN = 403;

    private UsedRights() {}

    /** @param resource with its subresource, if any */
    public record Right(String function, String verb, String group, String resource) {

        private static Right parse(String line) {
            String[] words = line.split(" ", -1);
            return new Right(words[0], words[1], words[2], words[3]);
        }

        @Override
        public String toString() {
            return String.join(" ", function, verb, group, resource);
        }
    }

    /** Keeps what one API server was asked until its end. */
    static void record(Path auditLog) {
        try (Stream<String> lines = Files.lines(auditLog)) {
            // Most requests are of tests and controllers; reading them all would take longer than a JVM is given for
            // its end.
            Set<String> used = lines.filter(line -> line.contains(Accounts.user("")))
                    .map(UsedRights::read)
                    .flatMap(Optional::stream)
                    .map(Right::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
            Files.createDirectories(FOLDER);
            Files.write(Files.createTempFile(FOLDER, "jvm", ".txt"), used);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of all tests that have ended so far. */
    public static Set<Right> all() {
        if (!Files.isDirectory(FOLDER)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            Set<Right> all = new HashSet<>();
            for (Path file : files.toList()) {
                Files.readAllLines(file).stream().map(Right::parse).forEach(all::add);
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Right> read(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            String user = event.at("/user/username").asText();
            String prefix = Accounts.user("");
            if (!user.startsWith(prefix) || event.at("/responseStatus/code").asInt() == FORBIDDEN) {
                return Optional.empty();
            }
            JsonNode object = event.path("objectRef");
            String subresource = object.path("subresource").asText();
            return Optional.of(new Right(
                    user.substring(prefix.length()),
                    event.path("verb").asText(),
                    object.path("apiGroup").asText(),
                    object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource)));
        } catch (IOException cutOff) {
            // The last line of a server that was killed.
            return Optional.empty();
        }
    }
}
