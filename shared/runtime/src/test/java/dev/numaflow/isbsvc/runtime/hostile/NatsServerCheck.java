package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.ServerMaterial;
import dev.numaflow.isbsvc.rendering.children.ServerSecret;
import dev.numaflow.isbsvc.rendering.config.NatsRelease;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.naming.ServerEnv;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.secrets.TestAuthority;
import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Whether nats-servers of every supported age take the configuration of a service, from the files that its pods mount. */
final class NatsServerCheck {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final NatsRelease OLDEST_SUPPORTED = new NatsRelease(2, 10);

    private final ServerMaterial material;

    NatsServerCheck() {
        Names names = new Names(Seeds.NAMESPACE, "n");
        this.material = new ServerMaterial(
                "user",
                "password",
                "sys",
                "k".repeat(32),
                new TestAuthority().serverOf(names),
                new TestAuthority().clusterOf(names));
    }

    /** @param statefulSet whose pods mount the ConfigMap */
    void accept(ValidService service, JsonNode configMap, JsonNode statefulSet) {
        Map<String, String> files = mounted(service, configMap, statefulSet);
        try {
            Path mount = Files.createTempDirectory("hostile");
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(
                        mount.resolve(file.getKey()), file.getValue().replace(Paths.CONFIG_DIR, mount.toString()));
            }
            List<ChildProcess> checks = serversOf(service).stream()
                    .map(server -> start(server, mount, service.spec().startArgsOrEmpty()))
                    .toList();
            checks.forEach(check -> requireSuccess(check, files.get(Paths.CONFIG_FILE)));
            remove(mount);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts of the files in the configuration volume, by their names. */
    private Map<String, String> mounted(ValidService service, JsonNode configMap, JsonNode statefulSet) {
        JsonNode secret = ObjectMetas.of(ServerSecret.render(service, material));
        Map<String, String> files = new LinkedHashMap<>();
        for (JsonNode source : statefulSet.at("/spec/template/spec/volumes").findValue("sources")) {
            boolean isSecret = source.has("secret");
            for (JsonNode item : source.path(isSecret ? "secret" : "configMap").path("items")) {
                String key = item.path("key").asText();
                JsonNode data = (isSecret ? secret : configMap).path("data");
                files.put(
                        item.path("path").asText(),
                        isSecret ? TestCluster.text(data, key) : data.path(key).asText());
            }
        }
        return files;
    }

    /** The one that runs everywhere, the newest, and the oldest supported; the oldest of all for versions before that. */
    private static List<Path> serversOf(ValidService service) {
        List<Path> servers = new ArrayList<>(
                List.of(NatsServerBinary.obtain(), NatsServerBinary.obtainNewest(), NatsServerBinary.obtainOldest()));
        NatsRelease.of(service.version())
                .filter(release -> release.compareTo(OLDEST_SUPPORTED) < 0)
                .ifPresent(older -> servers.add(NatsServerBinary.obtainWithoutMetadata()));
        return servers;
    }

    private ChildProcess start(Path server, Path mount, List<String> args) {
        List<String> command = new ArrayList<>(List.of(
                server.toString(), "-t", "-c", mount.resolve(Paths.CONFIG_FILE).toString()));
        command.addAll(args);
        Map<String, String> environment = Map.of(
                ServerEnv.POD_NAME, "n-0",
                ServerEnv.CLUSTER_ADVERTISE, "n-0.n",
                ServerEnv.JS_KEY, material.encryptionKey());
        Path log = mount.resolve(server.getParent().getFileName() + ".log");
        return ChildProcess.start(new ChildProcess.Command(command, environment, false, mount, log));
    }

    private static void requireSuccess(ChildProcess check, String conf) {
        try (check) {
            OptionalInt code = check.awaitExit(TIMEOUT);
            assertThat(code)
                    .as(() -> check + " says " + text(check.log()) + " to\n" + conf)
                    .hasValue(0);
        }
    }

    /** Servers write nothing but their logs. */
    private static void remove(Path mount) throws IOException {
        try (Stream<Path> files = Files.list(mount)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(mount);
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
