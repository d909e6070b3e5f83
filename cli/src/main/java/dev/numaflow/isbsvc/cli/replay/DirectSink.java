package dev.numaflow.isbsvc.cli.replay;

import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.Reached;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A broker that can be reached directly, with the token in a file where it asks for one: on the command line others would see it. */
record DirectSink(URI broker, String tokenFile) implements Sink {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final class Client {
        static final HttpClient HTTP = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
    }

    @Override
    public Reached<Api.Answer> post(Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(broker).timeout(TIMEOUT).POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            if (!tokenFile.isEmpty()) {
                request.header(
                        "Authorization",
                        "Bearer " + Files.readString(Path.of(tokenFile)).trim());
            }
        } catch (IOException | IllegalArgumentException e) {
            return Reached.not("no token can be read from " + tokenFile);
        }
        return post(request.build());
    }

    private Reached<Api.Answer> post(HttpRequest request) {
        CompletableFuture<HttpResponse<String>> answer = Client.HTTP.sendAsync(request, BodyHandlers.ofString());
        try {
            // The timeout of the request ends when a response begins, and its body may never end.
            HttpResponse<String> response = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return Reached.of(new Api.Answer(response.statusCode(), response.body()));
        } catch (TimeoutException e) {
            answer.cancel(true);
            return Reached.not("no answer from " + broker + " within " + TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Reached.not("no answer from " + broker + ": " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reached.not("interrupted");
        }
    }

    @Override
    public String describe() {
        return "broker " + broker;
    }

    @Override
    public String preparation() {
        return "";
    }

    @Override
    public String address() {
        return broker.toString();
    }
}
