package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks single nodes over their monitoring port, once and in bounded time. A node that does not answer is an answer too. */
@Singleton
public class Monitoring {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a node said. @param status of HTTP */
    public record Answer(int status, JsonNode body) {}

    /** Made with the first question: most looks ask none. */
    private static final class Client {
        static final HttpClient HTTP = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    /** The answer to come; empty where there is none within two seconds. Never fails. */
    public CompletableFuture<Optional<Answer>> ask(String host, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + Ports.MONITOR + path))
                .timeout(PATIENCE)
                .build();
        return Client.HTTP
                .sendAsync(request, BodyHandlers.ofByteArray())
                .thenApply(Monitoring::read)
                .completeOnTimeout(Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> Optional.empty());
    }

    private static Optional<Answer> read(HttpResponse<byte[]> response) {
        try {
            return Optional.of(new Answer(response.statusCode(), JSON.readTree(response.body())));
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON", e);
        }
    }
}
