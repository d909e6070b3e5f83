package dev.numaflow.isbsvc.testkit;

import dev.numaflow.isbsvc.apiserver.LoggedRequest;
import dev.numaflow.isbsvc.servers.ChildProcess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A function as it is packaged, in a process of its own, with an embedded API server that logs what it is asked. Events are posted to
 * it as the broker posts them.
 */
public final class FunctionUnderTest implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final TestApiServer api = TestApiServer.startEmbedded();
    private final HttpClient http = HttpClient.newHttpClient();
    private final KubernetesClient client;
    private final Path directory;
    private final URI address;
    private final ChildProcess process;

    private FunctionUnderTest(String function) throws IOException {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(api.kubeconfig()))
                .build();
        CustomResources.define(client, Repository.file("knative/manifests/crd"));
        CustomResources.define(client, Repository.file("knative/manifests/crd-pipelines"));
        directory = Files.createTempDirectory("function");
        Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), api.kubeconfig());
        int port = freePort();
        address = URI.create("http://127.0.0.1:" + port + "/");
        process = ChildProcess.start(new ChildProcess.Command(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Repository.file("functions/" + function + "/target/" + function + ".jar")
                                .toString()),
                Map.of("PORT", Integer.toString(port), "KUBECONFIG", kubeconfig.toString()),
                false,
                directory,
                directory.resolve("log")));
    }

    /** Starts the function; it serves when this returns. */
    public static FunctionUnderTest start(String function) {
        try {
            FunctionUnderTest started = new FunctionUnderTest(function);
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

    /** Posts an event in binary mode. @param attributes without the prefix of the headers */
    public Answer post(Map<String, String> attributes, String data) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(data));
        attributes.forEach((name, value) -> request.header("ce-" + name, value));
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

    /** A client with all rights. */
    public KubernetesClient client() {
        return client;
    }

    /** Creates an object as a user does. */
    public HasMetadata create(String yaml) {
        return client.resource((HasMetadata) Serialization.unmarshal("---\n" + yaml))
                .create();
    }

    /** What the API server was asked since this was asked last. */
    public List<LoggedRequest> requests() {
        List<LoggedRequest> requests = api.requests().all();
        api.requests().clear();
        return requests;
    }

    /** The same, but for requests that change nothing. */
    public List<LoggedRequest> writes() {
        return requests().stream().filter(LoggedRequest::isWrite).toList();
    }

    /** What the function has logged, line by line. */
    public List<String> log() {
        try {
            return Files.readAllLines(process.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the API server away. */
    public void stopApiServer() {
        api.close();
    }

    @Override
    public void close() {
        process.close();
        client.close();
        api.close();
        TemporaryFolder.remove(directory);
    }

    private void awaitServing() {
        long end = System.nanoTime() + START.toNanos();
        while (!serves()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                String log = String.join("\n", log());
                close();
                throw new IllegalStateException("the function does not serve:\n" + log);
            }
            LockSupport.parkNanos(LOOK.toNanos());
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
