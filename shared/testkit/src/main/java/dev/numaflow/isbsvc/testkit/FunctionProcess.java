package dev.numaflow.isbsvc.testkit;

import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.servers.FreePorts;
import dev.numaflow.isbsvc.servers.Polling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A function as it is packaged, in a process of its own. Events are posted to it as the broker posts them. */
public final class FunctionProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;
    private final URI address;
    private final ChildProcess process;

    private FunctionProcess(List<String> command, Path home, String kubeconfig, Map<String, String> more)
            throws IOException {
        directory = Files.createTempDirectory("function");
        Path file = Files.writeString(directory.resolve("kubeconfig"), kubeconfig);
        int port = FreePorts.one();
        address = URI.create("http://127.0.0.1:" + port + "/");
        Map<String, String> environment = new HashMap<>(more);
        environment.put("PORT", Integer.toString(port));
        environment.put("KUBECONFIG", file.toString());
        process = ChildProcess.start(
                new ChildProcess.Command(command, environment, false, home, directory.resolve("log")));
    }

    /** Starts the function; it serves when this returns. */
    public static FunctionProcess start(String function, String kubeconfig) {
        return start(function, kubeconfig, Map.of());
    }

    /** Starts the function with more in its environment. */
    public static FunctionProcess start(String function, String kubeconfig, Map<String, String> environment) {
        try {
            return start(java(function), Repository.root(), kubeconfig, environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the functions run in their pods, but with an archive of their classes: loading them is half of a start. */
    private static List<String> java(String function) throws IOException {
        Path jar = Repository.file("functions/" + function + "/target/" + function + ".jar");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                archive(jar),
                "-Xlog:cds*=off",
                // As in its container, where the root file system is read-only.
                "-Djava.io.tmpdir=/proc",
                "-jar",
                jar.toString());
    }

    /** The first process that ends by itself writes it, again for another jar; all that start later read it. */
    private static String archive(Path jar) throws IOException {
        Path file = Path.of(jar.toString().replaceAll("jar$", "jsa"));
        boolean written =
                Files.exists(file) && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar)) > 0;
        return (written ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + file;
    }

    /** Starts the function with this command in this folder. */
    public static FunctionProcess start(
            List<String> command, Path home, String kubeconfig, Map<String, String> environment) {
        try {
            FunctionProcess started = new FunctionProcess(command, home, kubeconfig, environment);
            started.awaitServing();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the function answered. */
    public record Answer(HttpResponse<String> response) {
        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String body() {
            return response.body();
        }
    }

    /**
     * Posts an event in binary mode.
     *
     * @param attributes without the prefix of the headers
     * @throws UncheckedIOException when the function dies before it answers
     */
    public Answer post(Map<String, String> attributes, String data) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(data));
        attributes.forEach((name, value) -> request.header("ce-" + name, value));
        return new Answer(exchange(request.build()));
    }

    /** Posts anything at all. */
    public Answer postRaw(Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(ANSWER).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return new Answer(exchange(request.build()));
    }

    /** Posts an event about an object, as an ApiServerSource sends it. */
    public Answer post(String type, String kind, String namespace, String name) {
        return post(
                Map.of(
                        "specversion", "1.0",
                        "id", "1",
                        "source", "test",
                        "type", type,
                        "kind", kind,
                        "namespace", namespace,
                        "name", name),
                "{}");
    }

    /** Asks for a page beside the events. */
    public Answer get(String path) {
        return new Answer(exchange(
                HttpRequest.newBuilder(address.resolve(path)).timeout(ANSWER).build()));
    }

    /** Where a broker delivers to it. */
    public URI address() {
        return address;
    }

    /** What the function has logged, line by line. */
    public List<String> log() {
        try {
            return Files.readAllLines(process.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process as Kubernetes does, and gives it this time for it. */
    public void end(Duration grace) {
        process.stop(grace);
    }

    /** Ends the process at once, whatever it is doing. */
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.stop(END);
        TemporaryFolder.remove(directory);
    }

    private void awaitServing() {
        boolean isOver = Polling.isTrueWithin(START, () -> !process.isAlive() || serves());
        if (!isOver || !process.isAlive()) {
            String log = String.join("\n", log());
            close();
            throw new IllegalStateException("the function does not serve:\n" + log);
        }
    }

    private boolean serves() {
        try {
            http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
            return true;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
