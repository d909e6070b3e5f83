package dev.numaflow.isbsvc.local.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.local.manifests.ObjectName;
import dev.numaflow.isbsvc.local.manifests.ObjectType;
import dev.numaflow.isbsvc.local.report.Progress;
import dev.numaflow.isbsvc.local.system.StateFolder;
import dev.numaflow.isbsvc.local.traffic.Traffic;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.servers.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs {@link Traffic} as a process of its own, with the environment of a pod of the Pipeline. */
final class TrafficRun {
    private static final ObjectType SECRET = new ObjectType("v1", "Secret");
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final LiveObjects objects;
    private final StateFolder folder;
    private final Progress progress;

    TrafficRun(LiveObjects objects, StateFolder folder, Progress progress) {
        this.objects = objects;
        this.folder = folder;
        this.progress = progress;
    }

    /** Returns when the buffers exist and have been used, or throws the reason why not. */
    void use(String pipeline, Expected expected, boolean tls, Duration atMost) {
        Path log = folder.logs().resolve("traffic-" + pipeline.replace('/', '.') + ".log");
        ChildProcess.Command command = new ChildProcess.Command(
                arguments(expected, tls, atMost), credentials(expected.service()), true, folder.path(), log);
        try {
            // A kept folder may contain the output of an earlier run.
            Files.deleteIfExists(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        try (ChildProcess process = ChildProcess.start(command)) {
            OptionalInt code = process.awaitExit(atMost.plus(GRACE));
            List<String> lines = Files.readAllLines(log);
            if (code.isEmpty() || code.getAsInt() != 0) {
                throw new JobFailure(
                        lines.stream().map(line -> pipeline + ": " + line).toList());
            }
            lines.forEach(line -> progress.report("traffic  " + pipeline + ": " + line));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private List<String> arguments(Expected expected, boolean tls, Duration atMost) {
        List<String> arguments = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                ownClasses(),
                Traffic.class.getName(),
                "--endpoints=" + folder.endpoints(),
                "--service=" + expected.service(),
                "--wait=" + atMost.toSeconds()));
        expected.buffers().forEach((name, replicas) -> arguments.add("--buffer=" + name + "=" + replicas));
        expected.buckets().forEach((name, replicas) -> arguments.add("--bucket=" + name + "=" + replicas));
        if (tls) {
            arguments.add("--ca=" + authority(expected.service()));
        }
        return arguments;
    }

    /** Absolute, because the process has another working directory. */
    private static String ownClasses() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Map<String, String> credentials(ObjectName service) {
        String secret = new Names(service.namespace(), service.name()).clientSecret();
        return Map.of(
                Traffic.USER, value(service.namespace(), secret, Keys.CLIENT_USER),
                Traffic.PASSWORD, value(service.namespace(), secret, Keys.CLIENT_PASSWORD));
    }

    private Path authority(ObjectName service) {
        String secret = new Names(service.namespace(), service.name()).serverSecret();
        try {
            return Files.writeString(
                    folder.path().resolve(secret + ".ca.pem"), value(service.namespace(), secret, Keys.CA_CERT));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String value(String namespace, String secret, String key) {
        JsonNode found = objects.get(SECRET, new ObjectName(namespace, secret))
                .orElseThrow(() -> new JobFailure(List.of("Secret " + namespace + "/" + secret + " is not there")));
        return SecretData.text(found, key);
    }
}
