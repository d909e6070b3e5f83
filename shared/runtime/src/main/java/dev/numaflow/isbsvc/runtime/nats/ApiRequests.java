package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Connection;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Sends requests to the JetStream API over one connection, any number of them at a time, and parses their answers. */
final class ApiRequests {

    private static final String PREFIX = "$JS.API.";

    /** A create request on a cluster is answered once there is a leader: servers allow up to nine seconds for the second election. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;

    ApiRequests(Connection connection) {
        this.connection = connection;
    }

    /** Sends a request asynchronously. The answer may be an error of the API; the absence of one is {@link NatsUnavailable}. */
    CompletableFuture<JsonNode> send(String api, JsonNode body) {
        return requested(PREFIX + api, bytes(body)).handle((message, failure) -> {
            if (failure != null) {
                throw new NatsUnavailable(api + " is not answered", failure);
            }
            return tree(api, message);
        });
    }

    /** The answer to a request of any subject; nothing where the server says at once that nobody serves it. */
    Optional<JsonNode> askIfServed(String subject) {
        return Futures.await(
                requested(subject, bytes(null)).handle((message, failure) -> {
                    if (failure == null) {
                        return Optional.of(tree(subject, message));
                    }
                    if (isServedByNobody(failure)) {
                        return Optional.empty();
                    }
                    throw new NatsUnavailable(subject + " is not answered", failure);
                }),
                subject);
    }

    private static boolean isServedByNobody(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof JetStreamStatusException refused
                && refused.getStatus() != null
                && refused.getStatus().isNoResponders();
    }

    /** Sends a request and waits for the answer. */
    JsonNode ask(String api, JsonNode body) {
        return Futures.await(send(api, body), api);
    }

    /**
     * A client whose connection was lost still accepts requests while it closes, and may never complete them: it gets none then, and
     * one that slips in is ended by our own timeout.
     */
    private CompletableFuture<Message> requested(String subject, byte[] body) {
        if (connection.getStatus() != Connection.Status.CONNECTED) {
            return CompletableFuture.failedFuture(new IllegalStateException("the connection was lost"));
        }
        try {
            return connection
                    .requestWithTimeout(subject, body, TIMEOUT)
                    .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IllegalStateException e) {
            // It was lost just now; pending requests are cancelled.
            return CompletableFuture.failedFuture(e);
        }
    }

    private static JsonNode tree(String api, Message message) {
        try {
            return JSON.readTree(message.getData());
        } catch (IOException e) {
            throw new NatsUnavailable(api + " is answered with something that is not JSON", e);
        }
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return body == null ? new byte[0] : JSON.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a tree of JSON", e);
        }
    }
}
