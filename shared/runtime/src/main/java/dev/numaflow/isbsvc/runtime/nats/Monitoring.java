package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.naming.ObjectNames;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Queries single nodes on their monitoring port, once and in bounded time. A missing answer is a valid result, too. */
@Singleton
public class Monitoring {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.]{2,45}]");

    /** Enough for the report of a server about tens of thousands of streams. */
    private static final int MOST_BYTES = 32 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The answer of a node. @param status of HTTP */
    public record Answer(int status, JsonNode body) {}

    /** Created on first use: most reconciles query no node. */
    private static final class Client {
        static final HttpClient HTTP = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
    }

    /** The answer, asynchronously; empty where there is none within two seconds. Never fails. */
    public CompletableFuture<Optional<Answer>> ask(String host, String path) {
        if (!ObjectNames.isName(host) && !IPV6.matcher(host).matches()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<HttpResponse<byte[]>> response = Client.HTTP.sendAsync(
                HttpRequest.newBuilder(URI.create("http://" + host + ":" + Ports.MONITOR + path))
                        .timeout(TIMEOUT)
                        .build(),
                head -> new BoundedAnswer(MOST_BYTES));
        CompletableFuture<Optional<Answer>> answer = response.thenApply(Monitoring::read)
                .completeOnTimeout(Optional.empty(), TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> Optional.empty());
        // What did not arrive in time is not read further: an answer may go on forever.
        answer.thenRun(() -> response.cancel(true));
        return answer;
    }

    private static Optional<Answer> read(HttpResponse<byte[]> response) {
        try {
            return Optional.of(new Answer(response.statusCode(), JSON.readTree(response.body())));
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON", e);
        }
    }
}
