package dev.numaflow.isbsvc.runtime.broker;

import dev.numaflow.isbsvc.runtime.event.BinaryMode;
import dev.numaflow.isbsvc.runtime.tls.TrustAnchors;
import io.cloudevents.CloudEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** Posts events to the broker in binary mode: with TLS and with a token where its address asks for them. */
@Singleton
public class BrokerClient {

    /** From connecting to the last byte of the answer. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Supplier<Addressable> address;
    private final UnaryOperator<String> tokenFor;
    private volatile Addressable known;
    private volatile Client client;

    @Inject
    BrokerClient(BrokerAddress address, BrokerToken token) {
        this((Supplier<Addressable>) address, token);
    }

    /** Without a token: for a broker that asks for none. */
    public BrokerClient(Supplier<Addressable> address) {
        this(address, new BrokerToken(Optional.empty()));
    }

    BrokerClient(Supplier<Addressable> address, UnaryOperator<String> tokenFor) {
        this.address = address;
        this.tokenFor = tokenFor;
    }

    /** Sends the event; throws {@link NotAccepted} when the broker does not accept it. */
    public void send(CloudEvent event) {
        Addressable broker = Optional.ofNullable(known).orElseGet(address);
        // After a failure it is read again, because the broker may have moved.
        known = null;
        HttpRequest.Builder request = HttpRequest.newBuilder(broker.url())
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofByteArray(BinaryMode.body(event)));
        BinaryMode.headers(event).forEach(request::header);
        if (!broker.audience().isEmpty()) {
            request.header("Authorization", "Bearer " + tokenFor.apply(broker.audience()));
        }
        int status = post(clientFor(broker.caCerts()), request.build());
        if (status / 100 != 2) {
            throw NotAccepted.answered(status);
        }
        known = broker;
    }

    /** A client, and which authorities it trusts besides those of the system. */
    private record Client(String caCerts, HttpClient http) {}

    /** Created with the first event, because most ticks send none, and again when the authorities change. */
    private HttpClient clientFor(String caCerts) {
        Client current = client;
        if (current == null || !current.caCerts().equals(caCerts)) {
            current = new Client(caCerts, newClient(caCerts));
            client = current;
        }
        return current.http();
    }

    private static HttpClient newClient(String caCerts) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
        return caCerts.isEmpty()
                ? builder.build()
                : builder.sslContext(trusting(caCerts)).build();
    }

    private static SSLContext trusting(String caCerts) {
        try {
            return TrustAnchors.context(TrustAnchors.withThoseOfTheSystem(caCerts.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException | IOException e) {
            throw new NotAccepted("the CA certificates in the Broker's status cannot be read", e);
        }
    }

    private static int post(HttpClient http, HttpRequest request) {
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, BodyHandlers.discarding());
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
