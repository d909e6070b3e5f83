package dev.numaflow.isbsvc.runtime.broker;

import dev.numaflow.isbsvc.runtime.event.BinaryMode;
import io.cloudevents.CloudEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Posts events to the broker in binary mode. */
@Singleton
public class BrokerClient {

    /** From connecting to the last byte of the answer. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Supplier<URI> address;
    private volatile URI known;

    @Inject
    BrokerClient(BrokerAddress address) {
        this((Supplier<URI>) address);
    }

    public BrokerClient(Supplier<URI> address) {
        this.address = address;
    }

    /** Created with the first event: most ticks send none. */
    private static final class Client {
        static final HttpClient HTTP = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
    }

    /** Sends the event; throws {@link NotAccepted} when the broker does not accept it. */
    public void send(CloudEvent event) {
        URI broker = Optional.ofNullable(known).orElseGet(address);
        // After a failure it is read again, because the broker may have moved.
        known = null;
        HttpRequest.Builder request = HttpRequest.newBuilder(broker)
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofByteArray(BinaryMode.body(event)));
        BinaryMode.headers(event).forEach(request::header);
        int status = post(request.build());
        if (status / 100 != 2) {
            throw NotAccepted.answered(status);
        }
        known = broker;
    }

    private static int post(HttpRequest request) {
        CompletableFuture<HttpResponse<Void>> answer = Client.HTTP.sendAsync(request, BodyHandlers.discarding());
        try {
            // The timeout of the request itself ends when an answer begins, and that may go on forever.
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new NotAccepted("the broker has not answered within " + TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new NotAccepted("the broker does not answer", e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new NotAccepted("interrupted while sending", e);
        }
    }
}
