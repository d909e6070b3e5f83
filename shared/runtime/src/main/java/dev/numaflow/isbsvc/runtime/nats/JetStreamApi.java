package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The JetStream API over one connection: configurations go over the wire exactly as they are given, and come back exactly as
 * the server reports them. Safe for use by several threads; the connection carries their requests side by side.
 */
public final class JetStreamApi implements AutoCloseable {

    private static final String FIRST_WITH_NAMED_CONSUMERS = "2.9.0";
    private static final String FIRST_WITH_METADATA = "2.10.0";
    private static final String PREFIX = "$JS.API.";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How long the leader of the cluster is given to hear of a stream, question by question: about one second in all. */
    private static final List<Duration> HEARING =
            Stream.of(10, 20, 40, 80, 160, 320, 400).map(Duration::ofMillis).toList();

    private final Connection connection;

    JetStreamApi(Connection connection) {
        this.connection = connection;
    }

    /** Every stream of the account: its configuration and state. */
    public List<JsonNode> streams() {
        return pages("STREAM.LIST", "streams");
    }

    /** Every consumer of a stream; none where the stream is gone. */
    public List<JsonNode> consumers(String stream) {
        return pages("CONSUMER.LIST." + stream, "consumers");
    }

    /** The stream, or nothing when there is none. */
    public Optional<JsonNode> stream(String name) {
        return look("STREAM.INFO." + name);
    }

    /** The consumer, or nothing when it or its stream is not there. */
    public Optional<JsonNode> consumer(String stream, String name) {
        return look("CONSUMER.INFO." + stream + "." + name);
    }

    /** Makes a stream; making the same one twice is fine. */
    public Creation createStream(JsonNode config) {
        return create("STREAM.CREATE." + config.path("name").asText(), config);
    }

    /**
     * Makes a durable consumer; the stream is not touched. A stream's own leader says that it is made, and the leader of the
     * cluster, who places its consumers, may hear of it a moment later: until then it knows no such stream, and is asked again.
     */
    public Creation createConsumer(String stream, JsonNode config) {
        ObjectNode body = JSON.createObjectNode().put("stream_name", stream).put("action", "create");
        body.set("config", config);
        String request = consumerCreation() + stream + "." + config.path("name").asText();
        for (Duration moment : HEARING) {
            Creation creation = create(request, body);
            if (!lacksStream(creation)) {
                return creation;
            }
            pause(moment);
        }
        throw new NatsUnavailable(request + ": stream " + stream + " is not there");
    }

    /** Servers before 2.9 listen for the name of a durable consumer elsewhere. */
    private String consumerCreation() {
        return connection.getServerInfo().isSameOrNewerThanVersion(FIRST_WITH_NAMED_CONSUMERS)
                ? "CONSUMER.CREATE."
                : "CONSUMER.DURABLE.CREATE.";
    }

    /** Changes a stream; what it holds stays. The metadata are replaced as a whole. */
    public Creation updateStream(JsonNode config) {
        return create("STREAM.UPDATE." + config.path("name").asText(), config);
    }

    /** How many messages of each subject a stream holds. */
    public Map<String, Long> subjects(String stream) {
        JsonNode answer =
                request("STREAM.INFO." + stream, JSON.createObjectNode().put("subjects_filter", ">"));
        if (answer.has("error")) {
            throw unavailable("STREAM.INFO." + stream, JetStreamError.of(answer.get("error")));
        }
        Map<String, Long> subjects = new HashMap<>();
        answer.at("/state/subjects")
                .properties()
                .forEach(each -> subjects.put(each.getKey(), each.getValue().asLong()));
        return subjects;
    }

    /** Whether the servers keep metadata: those before 2.10 drop them without a word. */
    public boolean keepsMetadata() {
        return connection.getServerInfo().isSameOrNewerThanVersion(FIRST_WITH_METADATA);
    }

    /** Deletes a consumer; the stream stays. */
    public boolean deleteConsumer(String stream, String name) {
        return look("CONSUMER.DELETE." + stream + "." + name).isPresent();
    }

    /** Deletes a stream with all it holds; whether there was one. */
    public boolean deleteStream(String name) {
        return look("STREAM.DELETE." + name).isPresent();
    }

    /** Closes the connection; nothing is pending then, because every request was waited for. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean lacksStream(Creation creation) {
        return creation instanceof Creation.Refused refused && refused.error().saysStreamNotFound();
    }

    private Creation create(String api, JsonNode body) {
        JsonNode answer = request(api, body);
        if (!answer.has("error")) {
            return new Creation.Made();
        }
        JetStreamError error = JetStreamError.of(answer.get("error"));
        if (error.saysExists()) {
            return new Creation.Exists();
        }
        if (error.isTransient() && !error.isWorthTelling()) {
            throw unavailable(api, error);
        }
        return new Creation.Refused(error);
    }

    private Optional<JsonNode> look(String api) {
        JsonNode answer = request(api, null);
        if (!answer.has("error")) {
            return Optional.of(answer);
        }
        JetStreamError error = JetStreamError.of(answer.get("error"));
        if (error.saysNotFound()) {
            return Optional.empty();
        }
        throw unavailable(api, error);
    }

    private List<JsonNode> pages(String api, String field) {
        List<JsonNode> all = new ArrayList<>();
        int total;
        do {
            JsonNode page = request(api, JSON.createObjectNode().put("offset", all.size()));
            if (page.has("error")) {
                JetStreamError error = JetStreamError.of(page.get("error"));
                if (error.saysNotFound()) {
                    return List.of();
                }
                throw unavailable(api, error);
            }
            if (page.path(field).isEmpty()) {
                return all;
            }
            page.get(field).forEach(all::add);
            total = page.path("total").asInt();
        } while (all.size() < total);
        return all;
    }

    private JsonNode request(String api, JsonNode body) {
        byte[] bytes = body == null ? new byte[0] : bytes(body);
        try {
            Message answer =
                    connection.requestWithTimeout(PREFIX + api, bytes, TIMEOUT).get();
            return JSON.readTree(answer.getData());
        } catch (ExecutionException | IllegalStateException e) {
            // The latter is what the client throws, and cancels with, when its connection was lost.
            throw new NatsUnavailable(api + " is not answered", e);
        } catch (IOException e) {
            throw new NatsUnavailable(api + " is answered with something that is not JSON", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsUnavailable("interrupted while waiting for " + api, e);
        }
    }

    private static void pause(Duration moment) {
        try {
            TimeUnit.MILLISECONDS.sleep(moment.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsUnavailable("interrupted while the servers made up their mind", e);
        }
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a tree of JSON", e);
        }
    }

    private static NatsUnavailable unavailable(String api, JetStreamError error) {
        return new NatsUnavailable(api + ": " + error);
    }
}
