package dev.numaflow.isbsvc.runtime.broker;

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
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Posts events to the broker that a SinkBinding names, in binary mode. */
@Singleton
public class BrokerClient {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String CONTENT_TYPE = "datacontenttype";

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
                .header("content-type", event.getDataContentType())
                .POST(BodyPublishers.ofByteArray(event.getData().toBytes()));
        Stream.concat(event.getAttributeNames().stream(), event.getExtensionNames().stream())
                .filter(name -> !name.equals(CONTENT_TYPE))
                .forEach(name -> request.header("ce-" + name, value(event, name)));
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

    private static String value(CloudEvent event, String name) {
        Object value = event.getAttributeNames().contains(name) ? event.getAttribute(name) : event.getExtension(name);
        return String.valueOf(value);
    }
}
