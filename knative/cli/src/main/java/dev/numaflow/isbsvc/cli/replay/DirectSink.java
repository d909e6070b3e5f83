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
import java.time.Duration;
import java.util.Map;

/** A broker that can be reached from here. */
record DirectSink(URI broker) implements Sink {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final class Client {
        static final HttpClient HTTP = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    @Override
    public Reached<Api.Answer> post(Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(broker).timeout(PATIENCE).POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = Client.HTTP.send(request.build(), BodyHandlers.ofString());
            return Reached.of(new Api.Answer(response.statusCode(), response.body()));
        } catch (IOException e) {
            return Reached.not("no answer from " + broker + ": " + e);
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
