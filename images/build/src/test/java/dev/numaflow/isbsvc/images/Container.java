package dev.numaflow.isbsvc.images;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.servers.RuncBinary;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A container of an unpacked image, by runc, with the rights that the manifests give: a user, no capability, a read-only root. */
final class Container implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ChildProcess process;
    private final URI address;

    private Container(ChildProcess process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Whether this user may make the namespaces of a container, on this machine. */
    static boolean canBeStarted() throws IOException, InterruptedException {
        return new ProcessBuilder("unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "true")
                        .inheritIO()
                        .start()
                        .waitFor()
                == 0;
    }

    /**
     * Starts the image's command.
     *
     * @param image its configuration
     * @param files of this machine that it sees, by their places
     */
    static Container start(
            Path bundle, JsonNode image, int port, Map<String, String> environment, Map<String, Path> files)
            throws IOException {
        Files.writeString(
                bundle.resolve("config.json"),
                specification(image, environment, files).toString());
        ChildProcess process = ChildProcess.start(ChildProcess.Command.of(
                List.of(
                        RuncBinary.obtain().toString(),
                        "--root",
                        bundle.resolve("state").toString(),
                        "run",
                        "--bundle",
                        bundle.toString(),
                        "isbsvc-" + ProcessHandle.current().pid()),
                bundle,
                bundle.resolve("log")));
        return new Container(process, URI.create("http://127.0.0.1:" + port + "/"));
    }

    private static ObjectNode specification(JsonNode image, Map<String, String> environment, Map<String, Path> files) {
        ObjectNode specification = JSON.createObjectNode().put("ociVersion", "1.0.2");
        specification.putObject("root").put("path", "rootfs").put("readonly", true);
        ObjectNode process =
                specification.putObject("process").put("terminal", false).put("noNewPrivileges", true);
        String[] user = image.path("User").asText().split(":");
        process.putObject("user").put("uid", Integer.parseInt(user[0])).put("gid", Integer.parseInt(user[1]));
        process.set("args", image.path("Entrypoint"));
        process.put("cwd", image.path("WorkingDir").asText());
        process.putObject("capabilities");
        environment.forEach((name, value) -> process.withArray("env").add(name + "=" + value));
        mount(specification, "/proc", "proc", "proc");
        mount(specification, "/dev", "tmpfs", "tmpfs", "nosuid", "mode=755");
        files.forEach((place, file) -> mount(specification, place, "bind", file.toString(), "bind", "ro"));
        ObjectNode linux = specification.putObject("linux");
        for (String type : List.of("pid", "ipc", "uts", "mount")) {
            linux.withArray("namespaces").addObject().put("type", type);
        }
        return specification;
    }

    private static void mount(ObjectNode specification, String place, String type, String source, String... options) {
        ObjectNode mount = specification.withArray("mounts").addObject();
        mount.put("destination", place).put("type", type).put("source", source);
        for (String option : options) {
            mount.withArray("options").add(option);
        }
    }

    /** Posts an event about an object as soon as the function serves. */
    HttpResponse<String> post(String type, String namespace, String name) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(START)
                .header("Content-Type", "application/json")
                .headers("ce-specversion", "1.0", "ce-id", "1", "ce-source", "test", "ce-type", type)
                .headers("ce-kind", "InterStepBufferService", "ce-namespace", namespace, "ce-name", name)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(START)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(
                        () -> process.isAlive() ? HTTP.send(request, HttpResponse.BodyHandlers.ofString()) : ended(),
                        answer -> true);
    }

    private HttpResponse<String> ended() throws IOException {
        throw new IllegalStateException("the container has ended: " + log());
    }

    String log() throws IOException {
        return Files.readString(process.log());
    }

    @Override
    public void close() {
        process.close();
    }
}
