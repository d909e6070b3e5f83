package dev.numaflow.isbsvc.runtime.broker;

import dev.numaflow.isbsvc.runtime.event.BinaryMode;
import io.cloudevents.CloudEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Posts events to the broker that a SinkBinding names, in binary mode. */
@Singleton
public class BrokerClient {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Optional<String> sink;

    @Inject
    public BrokerClient(@ConfigProperty(name = "K_SINK") Optional<String> sink) {
        this.sink = sink;
    }

    /** Made with the first event: most ticks send none. */
    private static final class Client {
        static final HttpClient HTTP = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    /** Sends the event; throws {@link NotAccepted} when the broker does not take it. */
    public void send(CloudEvent event) {
        URI broker = URI.create(sink.orElseThrow(() -> new NotAccepted("no broker is known: K_SINK is not set")));
        HttpRequest.Builder request = HttpRequest.newBuilder(broker)
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofByteArray(BinaryMode.body(event)));
        BinaryMode.headers(event).forEach(request::header);
        int status = post(request.build());
        if (status / 100 != 2) {
            throw new NotAccepted("the broker answers " + status);
        }
    }

    private static int post(HttpRequest request) {
        try {
            return Client.HTTP.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new NotAccepted("the broker does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotAccepted("interrupted while sending", e);
        }
    }
}
