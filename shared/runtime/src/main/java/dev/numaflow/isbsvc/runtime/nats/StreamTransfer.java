package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Copies a stream with its messages, sequences and consumers from one server to another: the first one's snapshot is piped into a restore of
 * the second, a chunk at a time. A restore that is not finished leaves nothing; one that is, is there whole, unless its server is killed while
 * it takes that into use.
 */
final class StreamTransfer {

    private static final int CHUNK = 128 * 1024;
    private static final int WINDOW = 1024 * 1024;
    private static final Duration CHUNK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final int NO_CONTENT = 204;
    private static final byte[] NOTHING = {};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection from;
    private final Connection to;
    private final Runnable progress;
    private final Instant end;

    /**
     * @param progress called with each chunk, and every few seconds while one is waited for
     * @param limit after which it ends, and nothing is copied
     */
    StreamTransfer(Connection from, Connection to, Runnable progress, Duration limit) {
        this.from = from;
        this.to = to;
        this.progress = progress;
        this.end = Instant.now().plus(limit);
    }

    /** Copies a stream of which the other server has none under its name. */
    void copy(String stream) {
        String inbox = from.createInbox();
        Subscription chunks = from.subscribe(inbox);
        try {
            ObjectNode request = JSON.createObjectNode()
                    .put("deliver_subject", inbox)
                    .put("chunk_size", CHUNK)
                    .put("window_size", WINDOW)
                    .put("jsck", true);
            JsonNode snapshot = good("STREAM.SNAPSHOT." + stream, new ApiRequests(from), request);
            ObjectNode restore = JSON.createObjectNode();
            restore.set("config", snapshot.path("config"));
            restore.set("state", snapshot.path("state"));
            JsonNode started = good("STREAM.RESTORE." + stream, new ApiRequests(to), restore);
            pipe(stream, chunks, started.path("deliver_subject").asText());
        } finally {
            chunks.unsubscribe();
        }
    }

    private void pipe(String stream, Subscription chunks, String deliverTo) {
        for (Message chunk = next(stream, chunks); chunk.getData().length > 0; chunk = next(stream, chunks)) {
            String refusal =
                    new String(sent(stream, deliverTo, chunk.getData(), CHUNK_TIMEOUT), StandardCharsets.UTF_8);
            if (!refusal.isEmpty()) {
                throw failed(stream, "a chunk is refused: " + refusal);
            }
            if (chunk.getReplyTo() != null) {
                // Newer servers wait for no answer to the last ones.
                from.publish(chunk.getReplyTo(), NOTHING);
            }
            progress.run();
        }
        // The server reads all of it before it answers.
        JsonNode restored = tree(stream, sent(stream, deliverTo, NOTHING, untilEnd()));
        if (restored.has("error")) {
            throw failed(stream, JetStreamError.of(restored.get("error")).toString());
        }
    }

    /** The next chunk; the last one is empty. */
    private Message next(String stream, Subscription chunks) {
        if (Instant.now().isAfter(end)) {
            throw failed(stream, "it takes longer than one call may");
        }
        try {
            Message chunk = chunks.nextMessage(CHUNK_TIMEOUT);
            if (chunk == null) {
                throw failed(stream, "the snapshot does not go on");
            }
            if (chunk.getData().length == 0 && !isComplete(chunk)) {
                throw failed(stream, "the snapshot was aborted");
            }
            return chunk;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsUnavailable("interrupted while copying stream " + stream, e);
        } catch (IllegalStateException e) {
            throw new NatsUnavailable("the connection was lost while copying stream " + stream, e);
        }
    }

    private static boolean isComplete(Message last) {
        Headers headers = last.getHeaders();
        int status = last.getStatus() == null ? NO_CONTENT : last.getStatus().getCode();
        return status == NO_CONTENT && (headers == null || headers.isEmpty());
    }

    private Duration untilEnd() {
        Duration left = Duration.between(Instant.now(), end);
        return left.compareTo(CHUNK_TIMEOUT) < 0 ? CHUNK_TIMEOUT : left;
    }

    private byte[] sent(String stream, String subject, byte[] data, Duration timeout) {
        try {
            return answered(
                            to.requestWithTimeout(subject, data, timeout),
                            Instant.now().plus(timeout))
                    .getData();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsUnavailable("interrupted while copying stream " + stream, e);
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            throw new NatsUnavailable("stream " + stream + " is not copied: the server does not take it", e);
        }
    }

    /** Whoever waits long makes progress meanwhile. */
    private Message answered(CompletableFuture<Message> answer, Instant last)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            try {
                return answer.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (Instant.now().isAfter(last)) {
                    throw e;
                }
                progress.run();
            }
        }
    }

    private static JsonNode good(String api, ApiRequests requests, JsonNode body) {
        JsonNode answer = requests.ask(api, body);
        if (answer.has("error")) {
            throw new NatsUnavailable(api, JetStreamError.of(answer.get("error")));
        }
        return answer;
    }

    private static JsonNode tree(String stream, byte[] answer) {
        try {
            return JSON.readTree(answer);
        } catch (IOException e) {
            throw new NatsUnavailable(
                    "the restore of stream " + stream + " is answered with something that is not JSON", e);
        }
    }

    private static NatsUnavailable failed(String stream, String why) {
        return new NatsUnavailable("stream " + stream + " is not copied: " + why);
    }
}
