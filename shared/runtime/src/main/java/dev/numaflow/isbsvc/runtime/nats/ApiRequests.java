package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Requests to the JetStream API over one connection, any number of them at a time, and their answers as trees. */
final class ApiRequests {

    private static final String PREFIX = "$JS.API.";

    /** What is made on a cluster answers when it has a leader: servers give the second election up to nine seconds. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;

    ApiRequests(Connection connection) {
        this.connection = connection;
    }

    /** Sends a request and does not wait. The answer may be an error of the API; without one it is {@link NatsUnavailable}. */
    CompletableFuture<JsonNode> send(String api, JsonNode body) {
        return requested(api, bytes(body)).handle((message, failure) -> {
            if (failure != null) {
                throw new NatsUnavailable(api + " is not answered", failure);
            }
            return tree(api, message);
        });
    }

    /** Sends a request and waits for the answer. */
    JsonNode ask(String api, JsonNode body) {
        return Futures.await(send(api, body), api);
    }

    /**
     * A client whose connection was lost still takes requests while it closes, and may never end them: it is not asked any more then,
     * and what slips in nevertheless ends by our own clock.
     */
    private CompletableFuture<Message> requested(String api, byte[] body) {
        if (connection.getStatus() != Connection.Status.CONNECTED) {
            return CompletableFuture.failedFuture(new IllegalStateException("the connection was lost"));
        }
        try {
            return connection
                    .requestWithTimeout(PREFIX + api, body, TIMEOUT)
                    .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IllegalStateException e) {
            // It was lost right now; what is on its way then is cancelled.
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
